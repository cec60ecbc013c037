import { TruncationRefused } from '../../ports/errors.ts';
import type { MessageStore } from '../../ports/message-store.ts';
import { partitionOf } from '../../ports/partitions.ts';
import { createAppend } from './append.ts';
import { createClaims } from './claims.ts';
import { createPrepare } from './identity.ts';
import { createKeys } from './keys.ts';
import { createPatientGuard } from './patient-guard.ts';
import { createReadHeads } from './read-heads.ts';
import { createReadSpans } from './read-spans.ts';
import { createReadStream } from './read-stream.ts';
import type { RedisClient } from './redis-client.ts';
import { copyOf, parseText } from './replies.ts';
import { createScript } from './script.ts';
import { createUsersOfPartition } from './users-of-partition.ts';

export interface RedisMessageStoreOptions {
  readonly redis: RedisClient;
  readonly partitions: number;
  /** Tells master keys apart without telling them. */
  readonly keyFingerprint: string;
  /**
   * Lets an append succeed only once so many replicas have it, on a client of its own: what shares a connection with
   * an append waits with it.
   */
  readonly confirmation?: { readonly replicas: number; readonly redis: RedisClient };
}

export function createRedisMessageStore(options: RedisMessageStoreOptions): MessageStore {
  const { redis, partitions, keyFingerprint, confirmation = { replicas: 0, redis } } = options;
  const guard = createPatientGuard('message store', redis);
  const keysOf = createKeys(partitions);
  const keysFor = (name: string) => keysOf(partitionOf(name, partitions));
  const batches = { redis, partitions, keysOf, guard };
  const truncateScript = createScript(redis, 'truncate');

  return {
    partitions,
    prepare: createPrepare({ redis, guard, identity: { partitions, keyFingerprint } }),
    append: createAppend({ ...confirmation, partitions, keysOf, guard }),
    ...createReadHeads(batches),
    readSpans: createReadSpans(batches),
    read: createReadStream({ redis, keysFor, guard }),
    keyOf: (userId) => guard(async () => copyOf(await redis.getBuffer(keysFor(userId).userKey(userId)))),
    ...createClaims({ redis, keysFor, guard, confirmation }),
    users: createUsersOfPartition({ redis, partitions, keysOf, guard }),
    truncate: async (userId, below) => {
      const { stream, snapshot } = keysFor(userId);
      const reply = await guard(() => truncateScript([stream(userId), snapshot(userId)], [below]));
      assertTruncated(parseText(reply), `below version ${below} of user ${userId}`);
    },
    ping: async () => {
      await guard(() => redis.ping());
    },
  };
}

function assertTruncated(reply: string, place: string): void {
  if (reply === 'last') {
    throw new TruncationRefused(`Events ${place} stay: the last event of a stream is never removed.`);
  }
  if (reply === 'snapshot') {
    throw new TruncationRefused(`Events ${place} stay: the snapshot does not hold all of them.`);
  }
}
