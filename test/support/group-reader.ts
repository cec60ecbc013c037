import { setTimeout as delay } from 'node:timers/promises';
import { Unavailable } from '../../src/ports/errors.ts';
import type { FeedEntry, Feeds, Lease } from '../../src/ports/feeds.ts';
import { group, held, long } from './groups.ts';
import { waitFor } from './wait-for.ts';

export interface GroupReader {
  /** Reads on until the group has everything, and answers with it as it was given. */
  finish(): Promise<readonly FeedEntry[]>;
}

/** Takes and acknowledges what comes in all partitions, and tries again while the servers are away. */
export async function startGroupReader(feeds: Feeds): Promise<GroupReader> {
  const numbers = Array.from({ length: feeds.partitions }, (_, partition) => partition);
  const leases = await Promise.all(numbers.map((partition) => held(feeds, partition, 'reader', 2 * long)));
  const given: FeedEntry[] = [];
  let isDone = false;

  async function readOnce(): Promise<void> {
    const entries = await patiently(() => feeds.next(leases, 100, 200));
    given.push(...entries);
    for (const lease of leases) {
      await patiently(() => feeds.acknowledge(lease, ofPartition(entries, lease)));
    }
  }

  const reading = (async () => {
    while (!isDone) await readOnce();
  })();
  return {
    async finish() {
      try {
        await Promise.race([reading, waitFor(() => assertApplied(feeds))]);
      } finally {
        isDone = true;
        await reading;
      }
      return given;
    },
  };
}

async function assertApplied(feeds: Feeds): Promise<void> {
  const [applied, heads] = await Promise.all([feeds.applied(group), feeds.heads()]);
  if (applied.join() !== heads.join()) throw new Error('The group has not acknowledged everything.');
}

function ofPartition(entries: readonly FeedEntry[], { partition }: Lease): readonly FeedEntry[] {
  return entries.filter((entry) => entry.partition === partition);
}

async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      await delay(50);
    }
  }
}
