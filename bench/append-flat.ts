import { randomBytes } from 'node:crypto';
import { connectRedis } from '../src/adapters/redis/connect.ts';
import { startRedis } from '../test/support/servers/redis.ts';
import { openAccounts } from './support/accounts.ts';
import type { Benchmark } from './support/benchmark.ts';
import { compareVariants } from './support/compare-variants.ts';

const logins = 100_000;

/** What a login costs, by how many the user has behind: the user is loaded, and the event appended. */
export const benchmark: Benchmark = {
  name: 'append-flat',
  goal: {
    text: 'on Redis, a login of a user with 100,000 logins takes at most 1.1 times as long as one of a new user',
    ratioAtMost: 1.1,
  },
  async run() {
    const server = await startRedis();
    const redis = connectRedis(server.url, { onError: (error) => console.error(error) });
    const masterKey = randomBytes(32);
    try {
      const accounts = await openAccounts(redis, masterKey);
      const userId = await accounts.register(0);
      for (let done = 0; done < logins; done += 1) await accounts.logIn(userId);
      return await compareVariants({
        script: new URL('variants/append-flat.ts', import.meta.url),
        args: [server.url, masterKey.toString('base64'), userId],
        variants: ['100,000 logins', 'new user'],
        unit: 'µs/login',
        rounds: 8,
      });
    } finally {
      redis.disconnect();
      await server.stop();
    }
  },
};
