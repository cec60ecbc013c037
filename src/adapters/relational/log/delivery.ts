import { type Kysely, sql } from 'kysely';
import type { FeedEntry, Lease } from '../../../ports/feeds.ts';
import type { FeedGroupsTable, Tables } from '../tables.ts';
import { readEntries } from './feed-queries.ts';
import { toOffsetNumber } from './offsets.ts';

type Deliver = (leases: readonly Lease[], limit: number) => Promise<readonly FeedEntry[]>;

interface Reached {
  readonly fence: number;
  readonly offset: number;
}

interface Page {
  readonly lease: Lease;
  readonly entries: readonly FeedEntry[];
}

interface LeasedPartition {
  readonly lease: Lease;
  readonly applied: number;
  readonly head: number;
  readonly known: boolean;
}

/**
 * Hands out what stands behind a group's acknowledged offsets, once within each lease. How far a lease has
 * got is known to its owner alone: who holds the next lease begins at the acknowledged offset again.
 */
export function createDelivery(db: Kysely<Tables>): Deliver {
  const reached = new Map<string, Reached>();

  function startOf({ lease, applied }: LeasedPartition): number {
    const known = reached.get(nameOf(lease));
    return known?.fence === lease.fence ? Math.max(known.offset, applied) : applied;
  }

  async function readPage(leased: LeasedPartition, limit: number): Promise<Page> {
    const { lease, head, known } = leased;
    const after = startOf(leased);
    if (head <= after) return { lease, entries: [] };
    // Before it reads, or what it was about to read could be removed.
    if (!known) await makeKnown(db, lease);
    return { lease, entries: await readEntries(db, { partition: lease.partition, after, limit }) };
  }

  function remember({ lease, entries }: Page): void {
    const last = entries.at(-1);
    if (last === undefined) return;
    reached.set(nameOf(lease), { fence: lease.fence, offset: toOffsetNumber(last.offset) });
  }

  return async (leases, limit) => {
    const pages: Page[] = [];
    for (const leased of await readLeased(db, leases)) pages.push(await readPage(leased, limit));
    // Only once nothing can fail any more: what a call that rejects had read is given by the next one.
    pages.forEach(remember);
    return pages.flatMap(({ entries }) => entries);
  };
}

interface LeasedRow extends Pick<FeedGroupsTable, 'partition' | 'fence' | 'applied' | 'known'> {
  readonly head: number;
}

/** The leases that still hold, with how far their partitions are written and acknowledged. */
async function readLeased(db: Kysely<Tables>, leases: readonly Lease[]): Promise<readonly LeasedPartition[]> {
  const [first] = leases;
  if (first === undefined) return [];
  // Every append makes every group ask this, and to build the query takes longer than to answer it.
  const { rows } = await sql<LeasedRow>`
    select held.partition, held.fence, held.applied, held.known, partitions.last_offset as head
    from feed_groups as held join partitions on partitions.partition = held.partition
    where held."group" = ${first.group}`.execute(db);
  const held = new Map(rows.map((row) => [row.partition, row]));
  return leases.flatMap((lease) => {
    const row = held.get(lease.partition);
    if (row?.fence !== lease.fence) return [];
    return [{ lease, applied: row.applied, head: row.head, known: row.known === 1 }];
  });
}

async function makeKnown(db: Kysely<Tables>, { group, partition }: Lease): Promise<void> {
  await db
    .updateTable('feed_groups')
    .set({ known: 1 })
    .where((eb) => eb.and({ group, partition }))
    .execute();
}

function nameOf({ group, partition }: Lease): string {
  return `${partition} ${group}`;
}
