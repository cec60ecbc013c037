import type { KeyRing, SealedKey } from '../../ports/key-ring.ts';
import { signingKeysKey } from './keys.ts';
import { createPatientGuard } from './patient-guard.ts';
import type { RedisClient } from './redis-client.ts';
import { parseCount, parseList, parseText } from './replies.ts';
import { createScript } from './script.ts';

export function createRedisKeyRing({ redis }: { readonly redis: RedisClient }): KeyRing {
  const guard = createPatientGuard('key ring', redis);
  const loadOrCreate = createScript(redis, 'load-or-create-keys');

  return {
    prepare: async () => {
      await guard(() => redis.ping());
    },
    loadOrCreate: async (first) => {
      const stored = await guard(() => redis.hvals(signingKeysKey));
      if (stored.length > 0) return parseKeys(stored);
      const key = await first();
      const keys = await guard(() => loadOrCreate([signingKeysKey], [key.id, JSON.stringify(key)]));
      return parseKeys(keys);
    },
  };
}

function parseKeys(reply: unknown): readonly SealedKey[] {
  return parseList(reply).map(parseKey).sort(oldestFirst);
}

function parseKey(reply: unknown): SealedKey {
  const { id, sealed, createdAt } = JSON.parse(parseText(reply)) as Readonly<Record<string, unknown>>;
  return { id: parseText(id), sealed: parseText(sealed), createdAt: parseCount(createdAt) };
}

function oldestFirst(a: SealedKey, b: SealedKey): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}
