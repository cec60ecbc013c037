import { randomBytes } from 'node:crypto';
import { connectElasticsearch } from '../../src/adapters/elasticsearch/connect-elasticsearch.ts';
import { connectRedis } from '../../src/adapters/redis/connect.ts';
import { startElasticsearch } from '../../test/support/servers/elasticsearch.ts';
import { startRedis } from '../../test/support/servers/redis.ts';
import { openAccounts } from './accounts.ts';

const callers = 50;

/** Where a backlog waits, and where it is to be applied. */
export interface Backlog {
  readonly redisUrl: string;
  readonly keyPrefix: string;
  /** In base 64. */
  readonly masterKey: string;
  readonly elasticsearchUrl: string;
  /** What the names of all indices begin with. */
  readonly indexPrefix: string;
  readonly events: number;
  remove(): Promise<void>;
}

/**
 * Registers users, who then log in again and again, in turns. On servers of its own, unless REDIS_URL and ELASTICSEARCH_URL lead to
 * others.
 */
export async function prepareBacklog(users: number, loginsEach: number): Promise<Backlog> {
  const redis = await redisServer();
  const elasticsearch = await elasticsearchServer();
  const name = `bench-${randomBytes(4).toString('hex')}`;
  const keyPrefix = `${name}:`;
  const masterKey = randomBytes(32);
  const client = connectRedis(redis.url, { keyPrefix, onError: (error) => console.error(error) });
  const accounts = await openAccounts(client, masterKey);
  const numbers = Array.from({ length: users }, (_, number) => number);
  const userIds = await byCallers(numbers, accounts.register);
  for (let logins = 0; logins < loginsEach; logins += 1) await byCallers(userIds, accounts.logIn);
  return {
    redisUrl: redis.url,
    keyPrefix,
    masterKey: masterKey.toString('base64'),
    elasticsearchUrl: elasticsearch.url,
    indexPrefix: name,
    events: users * (1 + loginsEach),
    async remove() {
      const keys = await client.keys(`${keyPrefix}*`);
      for (let from = 0; from < keys.length; from += 1_000) {
        await client.unlink(keys.slice(from, from + 1_000).map((key) => key.slice(keyPrefix.length)));
      }
      client.disconnect();
      await removeIndices(elasticsearch.url, name);
      await Promise.all([redis.stop(), elasticsearch.stop()]);
    },
  };
}

/** Removes every index whose name begins with this. */
export async function removeIndices(url: string, prefix: string): Promise<void> {
  const client = connectElasticsearch(url, { requestTimeout: 60_000 });
  const indices = Object.keys(await client.indices.get({ index: `${prefix}-*` }));
  if (indices.length > 0) await client.indices.delete({ index: indices });
  await client.close();
}

async function byCallers<Item, Result>(
  items: readonly Item[],
  call: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const rest = items.values();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (const item of rest) results.push(await call(item));
    }),
  );
  return results;
}

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

async function redisServer(): Promise<Server> {
  return givenServer('REDIS_URL') ?? startRedis();
}

/** With the heap of a small server, and all of the compiler, which the tests do without. */
async function elasticsearchServer(): Promise<Server> {
  return givenServer('ELASTICSEARCH_URL') ?? startElasticsearch({ jvmOptions: ['-Xms1g', '-Xmx1g'] });
}

function givenServer(variable: string): Server | null {
  const url = process.env[variable] ?? '';
  return url === '' ? null : { url, stop: () => Promise.resolve() };
}
