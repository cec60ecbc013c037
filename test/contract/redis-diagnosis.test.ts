import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, inject, onTestFinished, test } from 'vitest';
import { connectRedis, connectRedisCluster } from '../../src/adapters/redis/connect.ts';
import { createRedisDiagnosis } from '../../src/adapters/redis/diagnosis/redis-diagnosis.ts';
import { redisProblems } from '../../src/adapters/redis/diagnosis/redis-problems.ts';
import { replicationProblems } from '../../src/adapters/redis/diagnosis/replication-problems.ts';
import { type Diagnosis, fineAt, problemAt } from '../../src/ports/diagnosis.ts';
import { checksOf, findingsOf } from '../support/diagnosis.ts';
import type { OwnServer } from '../support/servers/own-server.ts';
import { startRedis } from '../support/servers/redis.ts';
import { waitFor } from '../support/wait-for.ts';

const onError = () => undefined;
const name = 'the server';

test('a server as it is shipped is in no danger, and its warnings are those that the setup means', async () => {
  const { server, diagnosis } = await openServer({ maxmemory: '100mb' });
  const findings = await findingsOf(diagnosis);
  const place = placeOf(server);
  expect(checksOf(findings, 'danger')).toEqual([]);
  expect(checksOf(findings, 'warning')).toEqual(['appendfsync', 'replicas']);
  expect(findings['appendfsync']).toEqual(problemAt(place, redisProblems.syncedLate, 'everysec'));
  expect(findings['replicas']).toEqual(problemAt(place, replicationProblems.alone, '0'));
  expect(findings['stream-node-max-bytes']).toEqual(
    fineAt(place, 'stream-node-max-bytes', expect.stringMatching(/^\d{3}$/)),
  );
  expect(findings['maxmemory']).toEqual(fineAt(place, 'maxmemory', '100.0 MiB'));
});

test('a server that waits for its disk may lose nothing in a power cut', async () => {
  const { server, diagnosis } = await openServer({ appendfsync: 'always' });
  const findings = await findingsOf(diagnosis);
  expect(findings['appendfsync']).toEqual(fineAt(placeOf(server), 'appendfsync', 'always'));
});

test.each([
  { conf: { 'maxmemory-policy': 'allkeys-lru' }, problem: redisProblems.evicting, found: 'allkeys-lru' },
  { conf: { 'maxmemory-policy': 'volatile-ttl' }, problem: redisProblems.evicting, found: 'volatile-ttl' },
  { conf: { maxmemory: '900kb' }, problem: redisProblems.full, found: expect.stringMatching(/ MiB, \d+ %$/) },
  { conf: { maxmemory: '0' }, problem: redisProblems.unlimited, found: expect.stringMatching(/^0, with /) },
  { conf: { appendonly: 'no' }, problem: redisProblems.noLog, found: 'no' },
  { conf: { appendfsync: 'no' }, problem: redisProblems.neverSynced, found: 'no' },
  { conf: { 'no-appendfsync-on-rewrite': 'yes' }, problem: redisProblems.unsyncedRewrite, found: 'yes' },
  { conf: { 'stream-node-max-bytes': '4096' }, problem: redisProblems.wideNodes, found: '4096' },
  { conf: { 'stream-node-max-bytes': '0' }, problem: redisProblems.wideNodes, found: '0' },
  {
    conf: { 'min-replicas-to-write': '1' },
    problem: replicationProblems.tooFew,
    found: '0, and 1 are asked for',
  },
])('tells of $conf', async ({ conf, problem, found }) => {
  const { server, diagnosis } = await openServer(conf);
  const findings = await findingsOf(diagnosis);
  expect(findings[problem.check]).toEqual({ ...problemAt(placeOf(server), problem, ''), found });
});

test('a server that tells no settings is examined as far as it tells', async () => {
  const { server, diagnosis } = await openServer({}, async (redis) => {
    await redis.acl('SETUSER', 'default', '-config');
  });
  const findings = await findingsOf(diagnosis);
  expect(findings['settings']).toEqual(
    problemAt(placeOf(server), redisProblems.unknown, 'cannot be checked'),
  );
  expect(findings['maxmemory-policy']).toEqual(fineAt(placeOf(server), 'maxmemory-policy', 'noeviction'));
  expect(findings['appendonly']).toEqual(fineAt(placeOf(server), 'appendonly', 'yes'));
  expect(checksOf(findings, 'danger')).toEqual([]);
});

test('a server whose CONFIG is renamed away is examined as far as it tells', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-conf-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const include = join(folder, 'renamed.conf');
  writeFileSync(include, 'rename-command CONFIG ""\n');
  const { server, diagnosis } = await openServer({ include });
  const findings = await findingsOf(diagnosis);
  expect(findings['settings']).toEqual(
    problemAt(placeOf(server), redisProblems.unknown, 'cannot be checked'),
  );
  expect(findings['maxmemory-policy']).toEqual(fineAt(placeOf(server), 'maxmemory-policy', 'noeviction'));
});

test('a server that was stopped is a danger, said plainly', async () => {
  const { server, diagnosis } = await openServer();
  await server.kill();
  expect(await diagnosis.examine()).toEqual({
    findings: [
      problemAt(
        'Redis the server',
        redisProblems.unreachable,
        `connect ECONNREFUSED 127.0.0.1:${server.port}`,
      ),
    ],
    clocks: [],
  });
});

test('a wrong password is a danger, and is not told', async () => {
  const { server } = await openServer({}, async (redis) => {
    await redis.config('SET', 'requirepass', 'right-one');
  });
  const url = `redis://:wrong-one@127.0.0.1:${server.port}`;
  const examination = await openDiagnosis(url).examine();
  expect(examination.findings.map(({ check, level }) => [check, level])).toEqual([['connection', 'danger']]);
  expect(examination.findings[0]?.found).toMatch(/WRONGPASS|NOAUTH/);
  expect(JSON.stringify(examination)).not.toContain('wrong-one');
});

test('a replica is counted, and writes that do not wait for it are told of', async () => {
  const { server: master, diagnosis } = await openServer();
  const { server: replica, diagnosis: replicaDiagnosis } = await openServer({}, async (redis) => {
    await redis.replicaof('127.0.0.1', master.port);
  });
  const place = placeOf(master);
  await waitFor(async () =>
    expect((await findingsOf(diagnosis))['lag of the replicas']).toEqual(
      fineAt(place, 'lag of the replicas', 'none is behind'),
    ),
  );
  const unwaited = await findingsOf(diagnosis);
  expect(unwaited['replicas']).toEqual(fineAt(place, 'replicas', '1'));
  expect(unwaited['confirmation by replicas']).toEqual(
    problemAt(place, replicationProblems.unconfirmed, 'REDIS_WAIT_REPLICAS is 0'),
  );
  expect(unwaited['min-replicas-to-write']).toEqual(problemAt(place, replicationProblems.unfenced, '0'));
  expect((await findingsOf(openDiagnosis(master.url, 1)))['replicas']).toEqual(
    problemAt(place, replicationProblems.onlyOne, '1'),
  );
  expect((await findingsOf(openDiagnosis(master.url, 2)))['replicas']).toEqual(
    problemAt(place, replicationProblems.tooFew, '1, and 2 are asked for'),
  );

  await master.kill();
  await waitFor(async () =>
    expect((await findingsOf(replicaDiagnosis))['link to the master']).toEqual(
      problemAt(placeOf(replica), replicationProblems.detached, 'down'),
    ),
  );
});

test('every node of a Cluster is examined, and the Cluster with them', async () => {
  const urls = inject('redisClusterUrls').split(',');
  const redis = connectRedisCluster(urls, { onError });
  onTestFinished(() => redis.disconnect());
  const { findings, clocks } = await createRedisDiagnosis({ redis, waitReplicas: 1, name }).examine();
  const nodes = urls.map((url) => `Redis ${new URL(url).host}`).sort();
  expect(clocks.map(({ server }) => server).sort()).toEqual(nodes);
  const slots = findings.filter(({ check }) => check === 'slots');
  expect(slots.map(({ server }) => server).sort()).toEqual(nodes);
  expect(new Set(slots.map(({ found }) => found))).toEqual(new Set(['16384 of 16384']));
  const masters = findings.filter(({ check }) => check === 'replicas');
  expect(masters.map(({ level, found }) => [level, found])).toEqual(Array(3).fill(['warning', '1']));
});

test('a node of a Cluster that is taken for a single server is a danger', async () => {
  const [url = ''] = inject('redisClusterUrls').split(',');
  const findings = await findingsOf(openDiagnosis(url));
  const place = `Redis ${new URL(url).host}`;
  expect(findings['REDIS_MODE']).toEqual(problemAt(place, replicationProblems.mistaken, 'standalone'));
});

async function openServer(
  conf: Readonly<Record<string, string>> = {},
  arrange: (redis: Redis) => Promise<void> = () => Promise.resolve(),
): Promise<{ readonly server: OwnServer; readonly diagnosis: Diagnosis }> {
  const server = await startRedis({ conf });
  onTestFinished(() => server.stop());
  const redis = new Redis(server.url, { lazyConnect: true });
  await arrange(redis);
  redis.disconnect();
  return { server, diagnosis: openDiagnosis(server.url) };
}

function openDiagnosis(url: string, waitReplicas = 0): Diagnosis {
  const redis = connectRedis(url, { onError });
  onTestFinished(() => redis.disconnect());
  return createRedisDiagnosis({ redis, waitReplicas, name });
}

function placeOf({ port }: OwnServer): string {
  return `Redis 127.0.0.1:${port}`;
}
