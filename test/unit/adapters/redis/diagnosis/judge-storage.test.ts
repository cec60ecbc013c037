import { expect, test } from 'vitest';
import { judgeStorage } from '../../../../../src/adapters/redis/diagnosis/judge-storage.ts';
import { redisProblems as problems } from '../../../../../src/adapters/redis/diagnosis/redis-problems.ts';
import { fineAt, type Problem, problemAt } from '../../../../../src/ports/diagnosis.ts';

const server = 'Redis 10.0.0.1:6379';

/** What INFO of Redis 7.0.15 tells, of a server that is well. */
const well = {
  redis_version: '7.0.15',
  used_memory: '10485760',
  maxmemory: '104857600',
  maxmemory_policy: 'noeviction',
  aof_enabled: '1',
  aof_last_write_status: 'ok',
  aof_last_bgrewrite_status: 'ok',
  rdb_last_bgsave_status: 'ok',
};

test('finds nothing wrong with a server that is well', () => {
  expect(judge({})).toEqual([
    fineAt(server, 'version', '7.0.15'),
    fineAt(server, 'maxmemory-policy', 'noeviction'),
    fineAt(server, 'maxmemory', '100.0 MiB'),
    fineAt(server, 'memory in use', '10.0 MiB, 10 %'),
    fineAt(server, 'appendonly', 'yes'),
    fineAt(server, 'writes of the append-only file', 'ok'),
    fineAt(server, 'rewrite of the append-only file', 'ok'),
    fineAt(server, 'snapshot (RDB)', 'ok'),
  ]);
});

const ills: readonly (readonly [Partial<typeof well>, Problem, string])[] = [
  [{ redis_version: '6.2.14' }, problems.old, '6.2.14'],
  [{ used_memory: '83886080' }, problems.filling, '80.0 MiB, 80 %'],
  [{ used_memory: '99614720' }, problems.full, '95.0 MiB, 95 %'],
  [{ aof_last_write_status: 'err' }, problems.failedWrite, 'err'],
  [{ aof_last_bgrewrite_status: 'err' }, problems.failedRewrite, 'err'],
  [{ rdb_last_bgsave_status: 'err' }, problems.failedSnapshot, 'err'],
];

test.each(ills)('tells of %o', (fields, problem, found) => {
  const findings = judge(fields).filter(({ level }) => level !== 'ok');
  expect(findings).toEqual([problemAt(server, problem, found)]);
});

function judge(fields: Partial<typeof well>) {
  const info = new Map(Object.entries({ ...well, ...fields }));
  return judgeStorage({
    server,
    info,
    settings: null,
    cluster: null,
    clock: { server, ahead: 0, accuracy: 0 },
  });
}
