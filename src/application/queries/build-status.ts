import { Unavailable } from '../../ports/errors.ts';
import type { CurrentBuild, ViewBuild } from '../../ports/view-builds.ts';
import type { Delay } from '../environment.ts';

/** How long the store of a view may take, in milliseconds: the lag is of use without it, and soon. */
const patience = 2_000;

/** What readers of a view read, and what is to replace it. */
export interface BuildStatus {
  /**
   * The name of the index or table that readers read. Null, and so what follows, while the store of the view cannot be
   * asked, or takes longer than two seconds: the rest can be told then too, which is when it matters most.
   */
  readonly index: string | null;
  /** The version of its shape. */
  readonly shape: number | null;
  /** The shape that this program makes. */
  readonly latestShape: number | null;
  /** The build that is to replace it; null for none. */
  readonly pending: PendingBuild | null;
  /** Whether its shape is known to be older than the one that this program makes. */
  readonly rebuildDue: boolean;
}

/** How far a rebuild is. */
export interface PendingBuild {
  readonly index: string;
  readonly finishedPartitions: number;
}

/** What can tell it. */
export interface AskedBuilds {
  current(): Promise<CurrentBuild>;
  pending(): Promise<Pick<ViewBuild<never>, 'index' | 'finished'> | null>;
}

const unknownBuild: BuildStatus = {
  index: null,
  shape: null,
  latestShape: null,
  pending: null,
  rebuildDue: false,
};

/** What is told of the builds of a view; nothing while its store cannot be asked. */
export async function buildStatusOf(builds: AskedBuilds, delay: Delay): Promise<BuildStatus> {
  const known = new AbortController();
  try {
    return await Promise.race([buildOf(builds), delay(patience, known.signal).then(() => unknownBuild)]);
  } finally {
    known.abort();
  }
}

async function buildOf(builds: AskedBuilds): Promise<BuildStatus> {
  try {
    const [current, pending] = await Promise.all([builds.current(), builds.pending()]);
    const { index, shape, latestShape } = current;
    return { index, shape, latestShape, pending: toPendingBuild(pending), rebuildDue: shape < latestShape };
  } catch (error) {
    if (error instanceof Unavailable) return unknownBuild;
    throw error;
  }
}

function toPendingBuild(build: Pick<ViewBuild<never>, 'index' | 'finished'> | null): PendingBuild | null {
  return build === null ? null : { index: build.index, finishedPartitions: build.finished.length };
}
