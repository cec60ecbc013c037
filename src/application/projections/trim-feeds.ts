import type { Feeds, Lease } from '../../ports/feeds.ts';
import type { Clock, Delay } from '../environment.ts';
import type { Log } from '../log.ts';

const trimEvery = 60_000;

/** What may be taken out of the feeds. */
export interface Trimming {
  /** Every group that reads them. */
  readonly groups: readonly string[];
  /** How long an entry is kept at the least, in milliseconds. */
  readonly retention: number;
}

interface Deps extends Trimming {
  readonly feeds: Pick<Feeds, 'trim'>;
  /** The leases of the partitions to look after. */
  readonly leases: () => readonly Lease[];
  readonly clock: Clock;
  readonly delay: Delay;
  readonly log: Log;
}

/** Trims the feeds of the leased partitions about once a minute, until the signal aborts. */
export async function trimFeeds(deps: Deps, signal: AbortSignal): Promise<void> {
  for (let failed = false; ; failed = await trimOrTell(deps, failed)) {
    await deps.delay(trimEvery, signal);
    if (signal.aborted) return;
  }
}

/** Answers whether it failed, which it tells once: entries that are kept for longer do no harm. */
async function trimOrTell(deps: Deps, failed: boolean): Promise<boolean> {
  const { feeds, leases, groups, retention, clock, log } = deps;
  try {
    for (const { partition } of leases()) await feeds.trim(partition, groups, clock() - retention);
    if (failed) log.info({}, 'The feeds are trimmed again');
    return false;
  } catch (error) {
    if (!failed) log.warn({ err: error }, 'The feeds cannot be trimmed now; trying again');
    return true;
  }
}
