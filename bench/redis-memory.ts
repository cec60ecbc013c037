import { connectRedis } from '../src/adapters/redis/connect.ts';
import { startRedis } from '../test/support/servers/redis.ts';
import { type Accounts, openAccounts } from './support/accounts.ts';
import type { Benchmark, Result } from './support/benchmark.ts';

const users = 3_000;
/** How many commands are on their way at once. */
const together = 50;
const [first, last] = [2, 100];
/** After so many events the memory is measured. */
const stages = [1, first, 10, last];
const sampled = 200;

type Redis = ReturnType<typeof connectRedis>;

/** What a user takes in Redis, with the settings that are shipped and everything counted. */
export const benchmark: Benchmark = {
  name: 'redis-memory',
  goal: {
    text: 'a user with a registration and a login takes at most 2,048 bytes, and every further login at most 400',
    mediansAtMost: { 'registration and login': 2_048, 'every further login': 400 },
  },
  async run() {
    const sizes = await onServer({}, measure);
    const wide = await onServer({ 'stream-node-max-bytes': '4096' }, measureRegistrations);
    return toResult({ ...sizes, '1 event, with the 4,096 bytes a node that Redis comes with': wide });
  },
};

async function onServer<Sizes>(
  conf: Readonly<Record<string, string>>,
  work: (redis: Redis, accounts: Accounts) => Promise<Sizes>,
): Promise<Sizes> {
  const server = await startRedis({ conf });
  const redis = connectRedis(server.url, { onError: (error) => console.error(error) });
  try {
    return await work(redis, await openAccounts(redis));
  } finally {
    redis.disconnect();
    await server.stop();
  }
}

async function measureRegistrations(redis: Redis, accounts: Accounts): Promise<number> {
  const { bytesPerUser } = await registered(redis, accounts);
  return bytesPerUser();
}

async function measure(redis: Redis, accounts: Accounts): Promise<Readonly<Record<string, number>>> {
  const { ids, bytesPerUser } = await registered(redis, accounts);
  const perUser = new Map<number, number>();
  let events = 1;
  let estimated = Number.NaN;
  for (const stage of stages) {
    for (; events < stage; events += 1) await inTurns(ids, (id) => accounts.logIn(id));
    perUser.set(stage, await bytesPerUser());
    if (stage === first) estimated = await memoryUsage(redis);
  }
  const bytes = (stage: number) => perUser.get(stage) ?? Number.NaN;
  return {
    'registration and login': bytes(first),
    'every further login': (bytes(last) - bytes(first)) / (last - first),
    '1 event': bytes(1),
    '10 events': bytes(10),
    '100 events': bytes(last),
    'registration and login, by MEMORY USAGE': estimated,
  };
}

async function registered(redis: Redis, accounts: Accounts) {
  // Scripts, buffers and whatever else there is once.
  await accounts.logIn(await accounts.register(users));
  const start = await usedMemory(redis);
  const ids = await inTurns([...Array(users).keys()], accounts.register);
  return { ids, bytesPerUser: async () => ((await usedMemory(redis)) - start) / users };
}

function toResult(bytes: Readonly<Record<string, number>>): Result {
  const measured = Object.entries(bytes).map(([variant, value]) => ({
    variant,
    median: value,
    values: [value],
  }));
  return { unit: 'bytes', ratio: null, measured };
}

/** Some at a time, for the answers' sake in the order of the items. */
async function inTurns<Item, Answer>(
  items: readonly Item[],
  work: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < items.length; from += together) {
    answers.push(...(await Promise.all(items.slice(from, from + together).map(work))));
  }
  return answers;
}

/** What the allocator has given out, less the buffers of connections and of the append-only file. */
async function usedMemory(redis: Redis): Promise<number> {
  const info = await redis.info('memory');
  const read = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1]);
  return read('used_memory') - read('mem_clients_normal') - read('mem_aof_buffer');
}

/**
 * The keys of a user as Redis estimates them, and the user's share of the feeds: a cross-check, which leaves
 * out the dictionary's table and counts 240 bytes for each node of a stream's tree.
 */
async function memoryUsage(redis: Redis): Promise<number> {
  const feeds = await sizesOf(redis, '*:feed', Number.POSITIVE_INFINITY);
  const kinds = await Promise.all(
    ['u', 's', 'k', 'email'].map((kind) => sizesOf(redis, `*:${kind}:*`, sampled)),
  );
  return sum(feeds) / users + sum(kinds.map((sizes) => sum(sizes) / sizes.length));
}

async function sizesOf(redis: Redis, pattern: string, most: number): Promise<readonly number[]> {
  const keys = (await redis.keys(pattern)).slice(0, most);
  return inTurns(keys, async (key) => Number(await redis.memory('USAGE', key, 'SAMPLES', 0)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
