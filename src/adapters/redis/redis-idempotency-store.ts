import type { IdempotencyStore } from '../../ports/idempotency-store.ts';
import { createPatientGuard } from './patient-guard.ts';
import type { RedisClient } from './redis-client.ts';
import { parseCount, parseList, parseText, parseTextOrNull } from './replies.ts';
import { createScript } from './script.ts';

const recordKey = (name: string) => `request:{${name}}`;

/** One key for each record, which Redis forgets when it expires. */
export function createRedisIdempotencyStore({ redis }: { readonly redis: RedisClient }): IdempotencyStore {
  const guard = createPatientGuard('idempotency records', redis);
  const begin = createScript(redis, 'begin-request');
  const complete = createScript(redis, 'complete-request');

  const ping = async () => {
    await guard(() => redis.ping());
  };
  return {
    prepare: ping,
    begin: async ({ name, sealed, now, expiresAt }) => {
      const record = await guard(() => begin([recordKey(name)], [sealed, now, expiresAt]));
      const [stored, begunAt, reply] = parseList(record);
      return { sealed: parseText(stored), begunAt: parseCount(begunAt), reply: parseTextOrNull(reply) };
    },
    complete: async (name, reply, now) =>
      parseText(await guard(() => complete([recordKey(name)], [reply, now]))),
    ping,
  };
}
