import { randomUUID } from 'node:crypto';
import type { FeedEntry, Feeds, Lease } from '../../src/ports/feeds.ts';
import { beginning } from '../../src/ports/position.ts';
import { type OpenWriteSide, preparedWriteSide, type WriteSide } from './opened.ts';
import { waitFor } from './wait-for.ts';

/** The group that tests read as, unless they need another one. */
export const group = 'users';

/** A lease that does not expire within a test, in milliseconds. */
export const long = 60_000;

export async function twoProcesses(open: OpenWriteSide): Promise<{ first: WriteSide; second: WriteSide }> {
  const name = randomUUID();
  return { first: await preparedWriteSide(open, { name }), second: await preparedWriteSide(open, { name }) };
}

export async function held(
  feeds: Feeds,
  partition: number,
  owner = 'a',
  milliseconds = long,
): Promise<Lease> {
  const lease = await feeds.acquire(group, partition, owner, milliseconds);
  if (lease === null) throw new Error(`Partition ${partition} belongs to somebody else.`);
  return lease;
}

/** The lease of a partition as soon as its present owner's lease has expired. */
export function taken(feeds: Feeds, partition: number, owner: string): Promise<Lease> {
  return waitFor(() => held(feeds, partition, owner), { timeout: 10_000, interval: 10 });
}

export async function gathered(
  feeds: Feeds,
  leases: readonly Lease[],
  count: number,
): Promise<readonly FeedEntry[]> {
  const entries: FeedEntry[] = [];
  await waitFor(
    async () => {
      entries.push(...(await feeds.next(leases, 10, 100)));
      if (entries.length < count) throw new Error(`${entries.length} of ${count} entries came.`);
    },
    { timeout: 10_000, interval: 1 },
  );
  return entries;
}

/** Lets the group apply all that a partition has. */
export async function applyAllOf(feeds: Feeds, partition: number): Promise<void> {
  const lease = await held(feeds, partition);
  const head = (await feeds.heads())[partition];
  for (let last = beginning; last !== head; ) {
    const entries = await feeds.next([lease], 100, 1_000);
    await feeds.acknowledge(lease, entries);
    last = entries.at(-1)?.offset ?? last;
  }
  await feeds.release(lease);
}
