import { randomInt } from 'node:crypto';
import { connectRedis } from '../../src/adapters/redis/connect.ts';
import { openAccounts } from '../support/accounts.ts';

const warmUp = 300;
const measured = 500;

const [variant, url = '', masterKey = '', oldUser = ''] = process.argv.slice(2);
const redis = connectRedis(url, { onError: (error) => console.error(error) });
const accounts = await openAccounts(redis, Buffer.from(masterKey, 'base64'));

/** Microseconds that the median of some logins took, one after the other. */
async function logIn(userId: string, times: number): Promise<number> {
  const durations: number[] = [];
  for (let done = 0; done < times; done += 1) {
    const started = performance.now();
    await accounts.logIn(userId);
    durations.push((performance.now() - started) * 1_000);
  }
  return durations.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;
}

const newUser = () => accounts.register(randomInt(1, 10_000_000));
await logIn(await newUser(), warmUp);
console.log(await logIn(variant === 'new user' ? await newUser() : oldUser, measured));
redis.disconnect();
