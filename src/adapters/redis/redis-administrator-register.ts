import type { AdministratorRegister, RegisteredAdministrator } from '../../ports/administrator-register.ts';
import { administratorsKey } from './keys.ts';
import { createPatientGuard } from './patient-guard.ts';
import type { RedisClient } from './redis-client.ts';
import { parseCount, parseText } from './replies.ts';
import { createScript, repliesAsBytes } from './script.ts';
import { waitingForReplicas } from './wait-for-replicas.ts';

export interface RedisAdministratorRegisterOptions {
  readonly redis: RedisClient;
  /**
   * Lets a removal succeed only once so many replicas have it, and with it all that was added before. On a client of its own.
   * An addition that is lost in a failover leaves somebody out, which does no harm.
   */
  readonly confirmation?: { readonly replicas: number; readonly redis: RedisClient };
}

/** All administrators are in one hash: few, and to be told of at one place. */
export function createRedisAdministratorRegister({
  redis,
  confirmation = { replicas: 0, redis },
}: RedisAdministratorRegisterOptions): AdministratorRegister {
  const guard = createPatientGuard('administrators', redis);
  const send = confirmation.replicas === 0 ? repliesAsBytes : waitingForReplicas(confirmation.replicas);
  const add = createScript(redis, 'add-administrator');
  const remove = createScript(confirmation.redis, 'remove-administrator', send);

  return {
    prepare: async () => {
      await guard(() => redis.ping());
    },
    list: async () => {
      const records = await guard(() => redis.hgetall(administratorsKey));
      return Object.entries(records).map(([userId, record]) => parseAdministrator(userId, record));
    },
    add: async (userId, version) => {
      await guard(() => add([administratorsKey], [userId, version]));
    },
    removeUnlessLast: async (userId, version) =>
      parseCount(await guard(() => remove([administratorsKey], [userId, version]))) === 1,
  };
}

function parseAdministrator(userId: string, record: unknown): RegisteredAdministrator {
  const [version, isOne] = parseText(record).split(' ');
  return { userId, version: parseCount(version), isOne: isOne === '1' };
}
