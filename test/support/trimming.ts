import type { FeedEntry, Feeds, Lease } from '../../src/ports/feeds.ts';
import { appended } from './appends.ts';
import { long } from './groups.ts';
import { type OpenWriteSide, preparedWriteSide, type WriteSide } from './opened.ts';

/** The groups that have to acknowledge an entry before it is trimmed. */
export const groups = ['users', 'events'];

/** A time at which every entry is old. */
export const later = Date.now() + 86_400_000;

/** A store with so many entries in partition 0. */
export async function withEntries(
  open: OpenWriteSide,
  count: number,
): Promise<WriteSide & { readonly entries: readonly FeedEntry[] }> {
  const side = await preparedWriteSide(open);
  return { ...side, entries: await appended(side.store, 0, count) };
}

/** Lets a group take everything of partition 0 and acknowledge these entries. */
export async function acknowledged(
  feeds: Feeds,
  group: string,
  entries: readonly FeedEntry[],
): Promise<void> {
  const lease = await leased(feeds, group);
  await feeds.next([lease], 100, 0);
  await feeds.acknowledge(lease, entries);
  await feeds.release(lease);
}

/** The lease of partition 0. */
export async function leased(feeds: Feeds, group: string): Promise<Lease> {
  const lease = await feeds.acquire(group, 0, 'a', long);
  if (lease === null) throw new Error(`The group ${group} has its lease already.`);
  return lease;
}
