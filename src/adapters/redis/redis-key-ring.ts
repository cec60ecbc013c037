import type { KeyRing, SealedKey, SigningAlgorithm } from '../../ports/key-ring.ts';
import { signingKeysKey } from './keys.ts';
import { createPatientGuard } from './patient-guard.ts';
import type { RedisClient } from './redis-client.ts';
import { parseCount, parseList, parseText } from './replies.ts';
import { createScript, repliesAsBytes } from './script.ts';
import { waitingForReplicas } from './wait-for-replicas.ts';

const algorithms: readonly unknown[] = ['ES256', 'EdDSA'] satisfies readonly SigningAlgorithm[];

export interface RedisKeyRingOptions {
  readonly redis: RedisClient;
  /** Lets a change succeed only once so many replicas have it: a failover brings no key back. On a client of its own. */
  readonly confirmation?: { readonly replicas: number; readonly redis: RedisClient };
}

/** All keys are in one hash, by their ids: each knows the how manieth it is. */
export function createRedisKeyRing({
  redis,
  confirmation = { replicas: 0, redis },
}: RedisKeyRingOptions): KeyRing {
  const guard = createPatientGuard('key ring', redis);
  const send = confirmation.replicas === 0 ? repliesAsBytes : waitingForReplicas(confirmation.replicas);
  const addKey = createScript(confirmation.redis, 'add-signing-key', send);
  const removeKeys = createScript(confirmation.redis, 'remove-signing-keys', send);

  return {
    prepare: async () => {
      await guard(() => redis.ping());
    },
    list: async () => parseKeys(await guard(() => redis.hvals(signingKeysKey))),
    add: async (key, last) => {
      const args = [key.id, JSON.stringify(key), last ?? ''];
      return parseKeys(await guard(() => addKey([signingKeysKey], args)));
    },
    remove: async (ids) => {
      if (ids.length > 0) await guard(() => removeKeys([signingKeysKey], ids));
    },
  };
}

function parseKeys(reply: unknown): readonly SealedKey[] {
  return parseList(reply)
    .map(parseKey)
    .toSorted((a, b) => a.generation - b.generation)
    .map(({ key }) => key);
}

function parseKey(reply: unknown) {
  const record = JSON.parse(parseText(reply)) as Readonly<Record<string, unknown>>;
  // A key of before rings had several has neither a generation nor what follows from it.
  const { id, sealed, createdAt, generation = 1, algorithm = 'ES256', activeFrom = createdAt } = record;
  const key = {
    id: parseText(id),
    algorithm: parseAlgorithm(algorithm),
    sealed: parseText(sealed),
    createdAt: parseCount(createdAt),
    activeFrom: parseCount(activeFrom),
  };
  return { key, generation: parseCount(generation) };
}

function parseAlgorithm(value: unknown): SigningAlgorithm {
  if (algorithms.includes(value)) return value as SigningAlgorithm;
  throw new TypeError('A signing key in Redis is of an unknown algorithm.');
}
