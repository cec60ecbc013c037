import type { Kysely } from 'kysely';
import type { StoreIdentity } from '../../../ports/errors.ts';
import type {
  AppendRequest,
  MessageStore,
  StoredEvent,
  StreamHead,
  UserId,
} from '../../../ports/message-store.ts';
import { partitionOf } from '../../../ports/partitions.ts';
import { createGuard, type Guard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { append } from './append.ts';
import type { Arrivals } from './arrivals.ts';
import { toSnapshot, toStoredEvent } from './event-rows.ts';
import { prepareLog } from './prepare-log.ts';

export interface RelationalMessageStoreOptions extends StoreIdentity {
  readonly database: RelationalDatabase;
  readonly arrivals: Arrivals;
}

const pageSize = 500;

export function createRelationalMessageStore(options: RelationalMessageStoreOptions): MessageStore {
  const { database, partitions, keyFingerprint, arrivals } = options;
  const { db, dialect } = database;
  const guard = createGuard('message store', dialect.classify);
  return {
    partitions,
    prepare: () =>
      guard(async () => {
        await dialect.migrate();
        await prepareLog(db, { partitions, keyFingerprint });
      }),
    append: async (request) => {
      const partition = partitionToAppendTo(request, partitions);
      const result = await guard(() => append(db, request, partition));
      if (result.kind === 'appended') arrivals.announce();
      return result;
    },
    head: (userId) => guard(() => readHead(db, userId)),
    read: (userId, after) => readStream({ db, guard, userId, after }),
    ownerOf: (claimKey) =>
      guard(async () => {
        const claim = await db
          .selectFrom('claims')
          .select('user_id')
          .where('key', '=', claimKey)
          .executeTakeFirst();
        return claim?.user_id ?? null;
      }),
    ping: () => guard(() => dialect.ping()),
  };
}

function partitionToAppendTo(request: AppendRequest, partitions: number): number {
  const { userId, events, claimKey } = request;
  const partition = partitionOf(userId, partitions);
  if (events.length === 0) throw new Error('An append has at least one event.');
  // The lock on the partition is what keeps an address from being claimed twice at the same time.
  if (claimKey !== undefined && partitionOf(claimKey, partitions) !== partition) {
    throw new Error('An address can be claimed for a user of its own partition only.');
  }
  return partition;
}

async function readHead(db: Kysely<Tables>, userId: UserId): Promise<StreamHead> {
  const row = await db
    .selectFrom('events')
    .leftJoin('snapshots', 'snapshots.user_id', 'events.user_id')
    .select(['events.version', 'snapshots.version as snapshotVersion', 'snapshots.schema', 'state_json'])
    .where('events.user_id', '=', userId)
    .orderBy('events.version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return { version: 0, snapshot: null };
  const { version, snapshotVersion, schema, state_json } = row;
  const missing = snapshotVersion === null || schema === null || state_json === null;
  return { version, snapshot: missing ? null : toSnapshot(snapshotVersion, schema, state_json) };
}

interface StreamReading {
  readonly db: Kysely<Tables>;
  readonly guard: Guard;
  readonly userId: UserId;
  readonly after: number;
}

async function* readStream({ db, guard, userId, after }: StreamReading): AsyncGenerator<StoredEvent> {
  let last = after;
  for (;;) {
    const rows = await guard(() =>
      db
        .selectFrom('events')
        .selectAll()
        .where('user_id', '=', userId)
        .where('version', '>', last)
        .orderBy('version')
        .limit(pageSize)
        .execute(),
    );
    yield* rows.map(toStoredEvent);
    last = rows.at(-1)?.version ?? last;
    if (rows.length < pageSize) return;
  }
}
