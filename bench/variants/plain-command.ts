import { randomInt } from 'node:crypto';
import { newId } from '../../src/adapters/crypto/new-id.ts';
import { fromUuid } from '../../src/adapters/redis/compact-values.ts';
import { connectRedis } from '../../src/adapters/redis/connect.ts';
import { toEventEntry } from '../../src/adapters/redis/event-entry.ts';
import { toFeedValue } from '../../src/adapters/redis/feed-value.ts';
import { createKeys } from '../../src/adapters/redis/keys.ts';
import { createScript, repliesAsBytes } from '../../src/adapters/redis/script.ts';
import { toMark, toState } from '../../src/adapters/redis/snapshot-record.ts';
import { partitionOf } from '../../src/ports/partitions.ts';
import { openAccounts, partitions } from '../support/accounts.ts';

const callers = 50;
const warmUp = 1_000;
const milliseconds = 3_000;

const [variant = '', url = ''] = process.argv.slice(2);
const redis = connectRedis(url, { keyPrefix: `${newId()}:`, onError: (error) => console.error(error) });
const accounts = await openAccounts(redis);
const append = createScript(redis, 'append', repliesAsBytes);

/** One call of a caller, who made so many before. */
type Work = (call: number) => Promise<void>;

/** Through the application layer: load, decide, seal, append. */
async function commands(userId: string): Promise<Work> {
  return (call) => accounts.changeDisplayName(userId, `Ada ${call}`);
}

/** The script that appends, with the arguments that such a command gives it, and nothing around it. */
async function appends(userId: string): Promise<Work> {
  await accounts.changeDisplayName(userId, 'Ada Byron');
  const { version, snapshot } = await accounts.store.head(userId);
  const [event] = await Array.fromAsync(accounts.store.read(userId, version - 1));
  if (event === undefined || snapshot === null) throw new Error('The display name has just changed.');
  const { id, rest } = toEventEntry(event, userId);
  const {
    stream,
    snapshot: snapshotKey,
    feed,
    userKey,
  } = createKeys(partitions)(partitionOf(userId, partitions));
  const keys = [stream(userId), snapshotKey(userId), feed, userKey(userId)];
  const user = fromUuid(userId);
  return async (call) => {
    const expected = version + call;
    const reference = toFeedValue({ userId, version: expected + 1, count: 1 });
    const reply = await append(keys, [
      user,
      expected,
      toMark(newId()),
      toState(snapshot),
      reference,
      '',
      id,
      rest,
    ]);
    if (!Array.isArray(reply) || String(reply[0]) !== 'appended') throw new Error('Nothing was appended.');
  };
}

const variants: Readonly<Record<string, (userId: string) => Promise<Work>>> = { commands, appends };
const prepare = variants[variant];
if (prepare === undefined) throw new Error(`Name one of ${Object.keys(variants).join(', ')}.`);
const first = randomInt(1_000_000);
const works = await Promise.all(
  Array.from({ length: callers }, async (_, caller) => prepare(await accounts.register(first + caller))),
);
const calls = works.map(() => 0);

/** Every caller makes one call after the other. Answers with how many there were in a second. */
async function callFor(duration: number): Promise<number> {
  const before = calls.reduce((sum, count) => sum + count, 0);
  const started = performance.now();
  await Promise.all(
    works.map(async (work, caller) => {
      for (; performance.now() < started + duration; calls[caller] = (calls[caller] ?? 0) + 1) {
        await work(calls[caller] ?? 0);
      }
    }),
  );
  const made = calls.reduce((sum, count) => sum + count, 0) - before;
  return (made * 1_000) / (performance.now() - started);
}

await callFor(warmUp);
console.log(await callFor(milliseconds));
redis.disconnect();
