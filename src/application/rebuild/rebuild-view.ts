import { LeaseLost } from '../../ports/errors.ts';
import { BuildGone, type ViewBuild } from '../../ports/view-builds.ts';
import { eachBounded } from '../each-bounded.ts';
import type { PartitionLeases } from '../partition-leases.ts';
import type { FailedUser } from '../projections/projection.ts';
import { BuildIncomplete, rebuildPartition } from './rebuild-partition.ts';
import { createRunCount, type Progress, type RebuildRun } from './rebuild-run.ts';
import type { VersionedDocument } from './rebuildable-view.ts';

export interface RebuildRequest<Document extends VersionedDocument>
  extends Pick<
    RebuildRun<Document>,
    'store' | 'view' | 'asOf' | 'skipUnreadable' | 'patiently' | 'checkpoint'
  > {
  /** Begins the build, or goes on with it. */
  readonly begin: () => Promise<ViewBuild<Document>>;
  /** Whether the build is what readers read now. */
  readonly isPublished: () => Promise<boolean>;
  /** Of a group that only such runs are in; partition 0 stands for all. */
  readonly leases: PartitionLeases;
  readonly onBegin: (build: Pick<ViewBuild<Document>, 'index' | 'finished'>) => void;
  readonly onProgress: (progress: Progress) => void;
  /** The store was away for longer than the lease lasts. */
  readonly onLeaseLost: () => void;
}

/**
 * - `published`: readers read the build now. `failed` are those of whom it has what the former build had, or nothing.
 * - `unreadable`: it is not published because of these users. What was built stays for a further run.
 * - `busy`: another run is at work; nothing was done.
 */
export type RebuildOutcome =
  | {
      readonly kind: 'published';
      readonly index: string;
      /** How many it has. */
      readonly documents: number;
      readonly failed: readonly FailedUser[];
    }
  | { readonly kind: 'unreadable'; readonly failed: readonly FailedUser[] }
  | { readonly kind: 'busy' };

/** Of each partition some pages are under way, so that the end of one does not hold up the next. */
const partitionsAtOnce = 2;

/**
 * Makes a view anew from the log, beside the current one or as of an instant, and publishes it once all of it is there. It can
 * be ended at any moment and run again: it goes on behind the partitions that are done.
 * @throws BuildIncomplete, BuildGone, NameTaken
 *
 * @example
 * const outcome = await rebuildView({ view, begin: () => view.builds.begin(), leases, ...rest });
 */
export async function rebuildView<Document extends VersionedDocument>(
  request: RebuildRequest<Document>,
): Promise<RebuildOutcome> {
  const { leases, patiently, checkpoint, onLeaseLost } = request;
  for (;;) {
    try {
      const outcome = await patiently(() =>
        leases.hold(0, (assertHeld) => rebuildAlone(request, assertHeld)),
      );
      if (outcome !== null) return outcome;
      // Whoever was asked to end has not waited for the other run.
      checkpoint();
      return { kind: 'busy' };
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      onLeaseLost();
    }
  }
}

async function rebuildAlone<Document extends VersionedDocument>(
  request: RebuildRequest<Document>,
  assertHeld: () => void,
): Promise<RebuildOutcome> {
  const { store, patiently, begin, onBegin, onProgress } = request;
  const checkpoint = () => {
    request.checkpoint();
    assertHeld();
  };
  const build = await patiently(async () => {
    checkpoint();
    return begin();
  });
  onBegin(build);
  const counted = createRunCount(store.partitions, onProgress);
  const run = { ...request, build, checkpoint, counted };
  const summary = await rebuildPartitions(run);
  if (summary.failed.length > 0 && !request.skipUnreadable)
    return { kind: 'unreadable', failed: summary.failed };
  const documents = await countComplete(run, summary);
  counted.publishing();
  await publish(run, request);
  return { kind: 'published', index: build.index, documents, failed: summary.failed };
}

interface Summary {
  /** How many the build must have at the least. */
  readonly documents: number;
  readonly failed: readonly FailedUser[];
}

async function rebuildPartitions<Document extends VersionedDocument>(
  run: RebuildRun<Document>,
): Promise<Summary> {
  let documents = 0;
  const failed: FailedUser[] = [];
  await eachBounded(Array(run.store.partitions).keys(), partitionsAtOnce, async (partition) => {
    const outcome = await rebuildPartition(run, partition);
    documents += outcome.documents;
    failed.push(...outcome.failed);
  });
  return { documents, failed };
}

/** Users are compared one by one, by their last document: this finds what is missing before it. @throws BuildIncomplete */
async function countComplete<Document extends VersionedDocument>(
  { build, patiently }: RebuildRun<Document>,
  { documents }: Summary,
): Promise<number> {
  const found = await patiently(() => build.count());
  if (found >= documents) return found;
  throw new BuildIncomplete(`The build ${build.index} has ${found} documents instead of ${documents}.`);
}

async function publish<Document extends VersionedDocument>(
  { build, patiently, checkpoint }: RebuildRun<Document>,
  { isPublished }: Pick<RebuildRequest<Document>, 'isPublished'>,
): Promise<void> {
  let attempts = 0;
  await patiently(async () => {
    checkpoint();
    attempts += 1;
    try {
      await build.publish();
    } catch (error) {
      // The answer of an earlier attempt may have been lost.
      if (!(error instanceof BuildGone) || attempts === 1 || !(await isPublished())) throw error;
    }
  });
}
