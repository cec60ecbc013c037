import { FeedTrimmed } from '../../ports/errors.ts';
import type { FeedEntry } from '../../ports/feeds.ts';
import type { MessageStore, UserId } from '../../ports/message-store.ts';
import { partitionOf } from '../../ports/partitions.ts';
import { isUuid } from './compact-values.ts';
import type { Guard } from './failures.ts';
import { createFeedLookups } from './feed-lookups.ts';
import type { KeysOfPartition } from './keys.ts';
import { fullName, isCluster, type RedisClient } from './redis-client.ts';
import { createRememberedPartitions, type RememberedUsers, type Remembering } from './remembered-users.ts';
import { createScan, escapeGlob } from './scan-names.ts';

interface UsersOptions {
  readonly redis: RedisClient;
  readonly partitions: number;
  readonly keysOf: KeysOfPartition;
  readonly guard: Guard;
}

const entriesAtOnce = 1_000;
const uuidLength = 36;

/**
 * Finds the users of a partition by the names of their streams. A server has to go through all of its names for that: what a
 * single one has of other partitions is remembered for the next calls, which add from the feed who has come since.
 */
export function createUsersOfPartition(options: UsersOptions): MessageStore['users'] {
  const { redis, partitions, keysOf, guard } = options;
  const feeds = createFeedLookups({ redis, keysOf, guard }, partitions);
  const remembered = createRememberedPartitions();
  const partitionOfUser = (userId: UserId) => partitionOf(userId, partitions);

  async function* find(partition: number): AsyncGenerator<UserId> {
    const others = remembered.begin(partition, isCluster(redis) ? [] : await feeds.heads());
    yield* tell(usersWhere(options, partition), { partition, partitionOf: partitionOfUser, others });
    others.complete();
  }

  /** @throws FeedTrimmed */
  async function addNewcomers(partition: number, { ids, since }: RememberedUsers): Promise<Set<UserId>> {
    const all = new Set(ids);
    for (let after = since; ; ) {
      const entries: readonly FeedEntry[] = await feeds.read(partition, after, entriesAtOnce);
      for (const { userId } of entries) all.add(userId);
      if (entries.length < entriesAtOnce) return all;
      after = entries.at(-1)?.offset ?? after;
    }
  }

  return async function* users(partition) {
    const known = remembered.take(partition);
    yield* known === null
      ? find(partition)
      : await addNewcomers(partition, known).catch((error) => insteadOfTrimmed(error, find(partition)));
  };
}

interface Telling {
  readonly partition: number;
  readonly partitionOf: (userId: UserId) => number;
  readonly others: Remembering;
}

/** Tells each user of the partition once, and has the others remembered. */
async function* tell(
  users: AsyncIterable<UserId>,
  { partition, others, ...telling }: Telling,
): AsyncGenerator<UserId> {
  // The server may name a key several times.
  const told = new Set<UserId>();
  for await (const id of users) {
    const of = telling.partitionOf(id);
    if (of !== partition) {
      others.add(of, id);
    } else if (!told.has(id)) {
      told.add(id);
      yield id;
    }
  }
}

/** All users of the server that has a partition; of a Cluster's only those of the partition. */
async function* usersWhere({ redis, partitions, keysOf, guard }: UsersOptions, partition: number) {
  const place = fullName(redis, keysOf(partition).stream(''));
  const begin = isCluster(redis) ? escapeGlob(place) : `${escapeGlob(fullName(redis, '{'))}*}:u:`;
  const scan = createScan(redis, place, `${begin}*`);
  // Another store's prefix may begin like this one's names.
  const isOwn = (name: string, id: UserId) =>
    isUuid(id) && fullName(redis, keysOf(partitionOf(id, partitions)).stream(id)) === name;
  do {
    for (const name of await guard(scan.next)) {
      const id = name.slice(-uuidLength);
      if (isOwn(name, id)) yield id;
    }
  } while (!scan.isDone());
}

/** A new look, once the feed does not tell any more who has come since. */
function insteadOfTrimmed<Otherwise>(error: unknown, otherwise: Otherwise): Otherwise {
  if (error instanceof FeedTrimmed) return otherwise;
  throw error;
}
