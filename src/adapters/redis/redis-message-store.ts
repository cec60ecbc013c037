import type { Redis } from 'ioredis';
import { assertSameStore, type StoreIdentity, StoreMismatch } from '../../ports/errors.ts';
import type { MessageStore, Snapshot, StoredEvent, StreamHead, UserId } from '../../ports/message-store.ts';
import { partitionOf } from '../../ports/partitions.ts';
import { createAppend } from './append.ts';
import { parseEventEntry, parseVersion } from './event-entry.ts';
import { createGuard } from './failures.ts';
import { createKeys, identityKey } from './keys.ts';
import { parseCount, parseList, parseText, parseTextOrNull } from './replies.ts';
import { createScript } from './script.ts';

export interface RedisMessageStoreOptions {
  readonly redis: Redis;
  readonly partitions: number;
  /** Tells master keys apart without telling them. */
  readonly keyFingerprint: string;
}

/** How the store's keys and entries look: raised with every change that an older build cannot read. */
const format = '1';

const pageSize = 500;

export function createRedisMessageStore(options: RedisMessageStoreOptions): MessageStore {
  const { redis, partitions, keyFingerprint } = options;
  const guard = createGuard('message store');
  const keysOf = createKeys(partitions);
  const keysFor = (name: string) => keysOf(partitionOf(name, partitions));
  const append = createAppend({ redis, partitions, keysOf });
  const headScript = createScript(redis, 'head');
  const prepareScript = createScript(redis, 'prepare');

  async function* read(userId: UserId, after: number): AsyncGenerator<StoredEvent> {
    const key = keysFor(userId).stream(userId);
    for (let last = after; ; ) {
      const start = `${last + 1}-0`;
      const page = await guard(() => redis.xrange(key, start, '+', 'COUNT', pageSize));
      for (const entry of page) {
        const event = parseEventEntry(userId, entry);
        yield event;
        last = event.version;
      }
      if (page.length < pageSize) return;
    }
  }

  return {
    partitions,
    prepare: async () => {
      const created = await guard(() => prepareScript([identityKey], [partitions, keyFingerprint, format]));
      assertSameStore(parseIdentity(created), { partitions, keyFingerprint });
    },
    append: (request) => guard(() => append(request)),
    head: (userId) =>
      guard(async () => {
        const keys = keysFor(userId);
        return parseHead(await headScript([keys.stream(userId), keys.snapshot(userId)], []));
      }),
    read,
    ownerOf: (claimKey) => guard(async () => redis.get(keysFor(claimKey).claim(claimKey))),
    ping: async () => {
      await guard(() => redis.ping());
    },
  };
}

function parseIdentity(reply: unknown): StoreIdentity {
  const [partitions, keyFingerprint, madeWith] = parseList(reply);
  if (madeWith !== format) {
    throw new StoreMismatch(`The store is of format ${madeWith}, and this build knows format ${format}.`);
  }
  return { partitions: parseCount(partitions), keyFingerprint: parseText(keyFingerprint) };
}

function parseHead(reply: unknown): StreamHead {
  const [id, snapshot] = parseList(reply).map(parseTextOrNull);
  return {
    version: typeof id === 'string' ? parseVersion(id) : 0,
    snapshot: typeof snapshot === 'string' ? parseSnapshot(snapshot) : null,
  };
}

/** What is no snapshot counts as none: it is derived, and its reader refolds the stream. */
function parseSnapshot(json: string): Snapshot | null {
  try {
    const { version, schema, state } = JSON.parse(json) as Snapshot;
    return Number.isSafeInteger(version) && Number.isSafeInteger(schema) ? { version, schema, state } : null;
  } catch {
    // As above.
    return null;
  }
}
