import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { globSync } from 'node:fs';
import {
  type ArchiveRequest,
  type ArchiveSummary,
  archiveEvents,
} from '../../src/application/archive/archive-events.ts';
import { createArchivedMessageStore } from '../../src/application/archive/archived-message-store.ts';
import { createPartitionLeases } from '../../src/application/partition-leases.ts';
import type { Feeds } from '../../src/ports/feeds.ts';
import type { MessageStore, StoredEvent, UserId } from '../../src/ports/message-store.ts';
import { openArchive, temporaryFolder } from './archives.ts';
import { appendRequest, someBytes } from './controls/append-request.ts';
import { newEvents } from './controls/new-event.ts';
import { newUserId } from './controls/new-user-id.ts';
import { long } from './groups.ts';
import { hurried } from './hurried.ts';
import { type OpenWriteSide, preparedWriteSide, type WriteSide } from './opened.ts';
import { streamOf } from './streams.ts';

/** Where tests cut: years are of events, which are old before it. */
export const cut = Date.UTC(2026, 0, 1);
export const day = 86_400_000;

/** A store with streams, and an empty folder for its archive. */
export interface Archivable extends WriteSide {
  readonly folder: string;
  /** Every event, by user, as the streams held them before anything was archived. */
  readonly streams: ReadonlyMap<UserId, readonly StoredEvent[]>;
  /** How many events of each are to stay. */
  readonly staying: ReadonlyMap<UserId, number>;
}

/** A stream as [old events, new events], and how many of them are to stay. */
const shapes = [
  { old: 5, recent: 2, staying: 2 },
  { old: 3, recent: 0, staying: 1 },
  { old: 1, recent: 0, staying: 1 },
  { old: 0, recent: 2, staying: 2 },
  { old: 1, recent: 1, staying: 1 },
] as const;

export async function givenStreams(
  open: OpenWriteSide,
  { partitions = 4, applied = true }: { readonly partitions?: number; readonly applied?: boolean } = {},
): Promise<Archivable> {
  const side = await preparedWriteSide(open, { partitions });
  const streams = new Map<UserId, readonly StoredEvent[]>();
  const staying = new Map<UserId, number>();
  for (const [index, shape] of shapes.entries()) {
    const userId = newUserId(index % partitions, partitions);
    await appendOnce(side.store, userId, { expectedVersion: 0, count: shape.old, at: cut - 10 * day });
    await appendOnce(side.store, userId, { expectedVersion: shape.old, count: shape.recent, at: cut });
    streams.set(userId, await streamOf(side.store, userId));
    staying.set(userId, shape.staying);
  }
  if (applied) await applyAll(side.feeds);
  return { ...side, folder: temporaryFolder(), streams, staying };
}

/** Appends events of one day after the other. */
export async function appendOnce(
  store: MessageStore,
  userId: UserId,
  {
    expectedVersion,
    count,
    at,
  }: { readonly expectedVersion: number; readonly count: number; readonly at: number },
): Promise<void> {
  if (count === 0) return;
  const events = newEvents(count).map((event, index) => ({
    ...event,
    at: at + index * day,
    sealed: someBytes(),
  }));
  const { kind } = await store.append(appendRequest({ userId, expectedVersion, events }));
  if (kind !== 'appended') throw new Error(`The append's result is ${kind}.`);
}

/** Lets both views acknowledge everything. */
export async function applyAll(feeds: Feeds): Promise<void> {
  for (const group of ['users', 'events']) {
    for (let partition = 0; partition < feeds.partitions; partition += 1) {
      await applyPartition(feeds, group, partition);
    }
  }
}

async function applyPartition(feeds: Feeds, group: string, partition: number): Promise<void> {
  const lease = await feeds.acquire(group, partition, randomUUID(), long);
  if (lease === null) throw new Error(`Partition ${partition} belongs to somebody else.`);
  const head = (await feeds.heads())[partition];
  while ((await feeds.applied(group))[partition] !== head) {
    await feeds.acknowledge(lease, await feeds.next([lease], 100, 1_000));
  }
  await feeds.release(lease);
}

/** One run of `gatehouse archive`, as a process of its own would make it, that waits for nobody. */
export function run(
  { store, feeds, folder }: Archivable,
  overrides: Partial<ArchiveRequest> = {},
): Promise<ArchiveSummary> {
  return archiveEvents({
    store,
    archive: openArchive(folder, store.partitions),
    partitions: store.partitions,
    before: cut,
    leases: createPartitionLeases({
      group: 'archive',
      feeds,
      owner: randomUUID(),
      delay: hurried,
      clock: () => performance.now(),
      onWait: () => undefined,
      patience: 0,
    }),
    checkpoint: () => undefined,
    onProgress: () => undefined,
    ...overrides,
  });
}

/** The store as the product reads it. */
export function archived({ store, folder }: Pick<Archivable, 'store' | 'folder'>): MessageStore {
  return createArchivedMessageStore(store, openArchive(folder, store.partitions));
}

/** Every stream as the product reads it, by user. */
export async function everything(given: Archivable): Promise<ReadonlyMap<UserId, readonly StoredEvent[]>> {
  return byUser(given, (userId) => streamOf(archived(given), userId));
}

/** What is left in the streams themselves. */
export function left(given: Archivable): Promise<ReadonlyMap<UserId, readonly StoredEvent[]>> {
  return byUser(given, (userId) => streamOf(given.store, userId));
}

/** What is to be left in the streams themselves. */
export function toBeLeft({ streams, staying }: Archivable): ReadonlyMap<UserId, readonly StoredEvent[]> {
  return new Map([...streams].map(([userId, events]) => [userId, events.slice(-(staying.get(userId) ?? 0))]));
}

/** The ids of events in the archive's files, as standard tools find them. */
export function archivedIds({ folder }: Pick<Archivable, 'folder'>): readonly string[] {
  return globSync(`${folder}/partition-*/segment-??????/events.jsonl.gz`)
    .flatMap((path) =>
      execFileSync('zcat', [path], { encoding: 'utf8', maxBuffer: 2 ** 28 })
        .trimEnd()
        .split('\n'),
    )
    .map((line) => String(JSON.parse(line).eventId))
    .sort();
}

/** The ids of events that are to be in the archive. */
export function idsToArchive({ streams, staying }: Archivable): readonly string[] {
  return [...streams]
    .flatMap(([userId, events]) => events.slice(0, events.length - (staying.get(userId) ?? 0)))
    .map(({ eventId }) => eventId)
    .sort();
}

async function byUser(
  { streams }: Archivable,
  read: (userId: UserId) => Promise<readonly StoredEvent[]>,
): Promise<ReadonlyMap<UserId, readonly StoredEvent[]>> {
  const found = new Map<UserId, readonly StoredEvent[]>();
  for (const userId of streams.keys()) found.set(userId, await read(userId));
  return found;
}
