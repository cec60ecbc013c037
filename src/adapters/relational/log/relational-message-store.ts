import { assertAppendable } from '../../../ports/append-limits.ts';
import { AppendRefused, type StoreIdentity } from '../../../ports/errors.ts';
import type { AppendRequest, MessageStore } from '../../../ports/message-store.ts';
import { partitionOf } from '../../../ports/partitions.ts';
import { createGuard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import { append } from './append.ts';
import type { Arrivals } from './arrivals.ts';
import { changeClaim, readClaim } from './claims.ts';
import { pagesOfEvents, pagesOfUsers } from './pages.ts';
import { prepareLog } from './prepare-log.ts';
import { readSpans } from './spans.ts';
import { nobody, readHeads } from './stream-heads.ts';
import { readKey } from './stream-rows.ts';
import { truncate } from './truncate.ts';

export interface RelationalMessageStoreOptions extends StoreIdentity {
  readonly database: RelationalDatabase;
  readonly arrivals: Arrivals;
}

export function createRelationalMessageStore(options: RelationalMessageStoreOptions): MessageStore {
  const { database, partitions, keyFingerprint, arrivals } = options;
  const { db, dialect } = database;
  const guard = createGuard('message store', dialect.classify, { resends: true });
  return {
    partitions,
    prepare: () =>
      guard(async () => {
        await dialect.migrate();
        await prepareLog(db, { partitions, keyFingerprint });
      }),
    append: async (request) => {
      assertAppendable(request);
      const partition = partitionToAppendTo(request, partitions);
      const result = await guard(() => append(db, request, partition));
      if (result.kind === 'appended' || result.kind === 'duplicate') arrivals.announce();
      return result;
    },
    head: async (userId) => (await readHeads({ db, guard }, [userId]))[0] ?? nobody,
    heads: (userIds) => readHeads({ db, guard }, userIds),
    readSpans: (spans) => readSpans({ db, guard }, spans),
    read: (userId, after, until) => pagesOfEvents({ db, guard }, { userId, after, until }),
    keyOf: (userId) => guard(() => readKey(db, userId)),
    ownerOf: async (claimKey) => (await guard(() => readClaim(db, claimKey)))?.userId ?? null,
    claimOf: (claimKey) => guard(() => readClaim(db, claimKey)),
    changeClaim: (claimKey, present, next) =>
      guard(() => changeClaim(db, { claimKey, partition: partitionOf(claimKey, partitions), present, next })),
    users: (partition) => pagesOfUsers({ db, guard }, partition),
    truncate: (userId, below) =>
      guard(() => truncate(db, { userId, below, partition: partitionOf(userId, partitions) })),
    ping: () => guard(() => dialect.ping()),
  };
}

function partitionToAppendTo({ userId, claimKey }: AppendRequest, partitions: number): number {
  const partition = partitionOf(userId, partitions);
  // The lock on the partition is what keeps an address from being claimed twice at the same time.
  if (claimKey !== undefined && partitionOf(claimKey, partitions) !== partition) {
    throw new AppendRefused('An address can be claimed for a user of its own partition only.');
  }
  return partition;
}
