import { assertSameStore, type StoreIdentity, StoreMismatch } from '../../ports/errors.ts';
import type { Guard } from './failures.ts';
import { identityKey } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import { parseCount, parseList, parseText } from './replies.ts';
import { createScript } from './script.ts';

/** How the store's keys and entries look: raised with every change that an older build cannot read. */
const format = '2';

/** Records with what a store is created, once, and refuses what contradicts it later. */
export function createPrepare({
  redis,
  guard,
  identity,
}: {
  readonly redis: RedisClient;
  readonly guard: Guard;
  readonly identity: StoreIdentity;
}): () => Promise<void> {
  const script = createScript(redis, 'prepare');
  const { partitions, keyFingerprint } = identity;

  return async () => {
    const reply = await guard(() => script([identityKey], [partitions, keyFingerprint, format]));
    assertSameStore(parseIdentity(reply), identity);
  };
}

function parseIdentity(reply: unknown): StoreIdentity {
  const [partitions, keyFingerprint, madeWith] = parseList(reply);
  if (madeWith !== format) {
    throw new StoreMismatch(
      `The store in Redis is of format ${madeWith}, and this build reads and writes format ${format} only: run the ` +
        'build that made the store, or give this one another REDIS_KEY_PREFIX or an empty Redis.',
    );
  }
  return { partitions: parseCount(partitions), keyFingerprint: parseText(keyFingerprint) };
}
