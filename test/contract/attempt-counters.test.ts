import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { openPostgresCounters, openSqliteCounters } from '../../src/roles/open-counters.ts';
import { createDatabase, type FreshDatabase, namespace } from '../support/isolation.ts';
import { openRedisCounters } from '../support/open-attempt-counters.ts';
import { attemptCountersContract } from './attempt-counters.contract.ts';

// A port that nobody listens on.
const away = '127.0.0.1:9';

attemptCountersContract(
  'Redis',
  async (prefix = namespace()) => openRedisCounters(inject('redisUrl'), prefix),
  {
    openAway: async () => openRedisCounters(`redis://${away}`),
  },
);

attemptCountersContract(
  'a Redis Cluster',
  async (prefix = namespace()) => openRedisCounters(inject('redisClusterUrls'), prefix),
  // It is given the time of a failover.
  { openAway: async () => openRedisCounters(`redis://${away},redis://${away}`), within: 12_000 },
);

const databases = new Map<string, Promise<FreshDatabase>>();
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-counters-'));
afterAll(async () => {
  for (const database of databases.values()) await (await database).drop();
  rmSync(folder, { recursive: true });
});

attemptCountersContract(
  'PostgreSQL',
  async (name = randomUUID()) => {
    const database = databases.get(name) ?? createDatabase(inject('databaseUrl'));
    databases.set(name, database);
    return openPostgresCounters((await database).url, () => undefined);
  },
  { openAway: async () => openPostgresCounters(`postgres://user:secret@${away}/none`, () => undefined) },
);

attemptCountersContract(
  'SQLite',
  async (name = randomUUID()) => openSqliteCounters(join(folder, `${name}.db`)),
  // A folder is no file.
  { openAway: async () => openSqliteCounters(folder) },
);
