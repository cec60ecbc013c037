import { expect, test } from 'vitest';
import { judgeReplication } from '../../../../../src/adapters/redis/diagnosis/judge-replication.ts';
import { replicationProblems as problems } from '../../../../../src/adapters/redis/diagnosis/replication-problems.ts';
import { fineAt, type Problem, problemAt } from '../../../../../src/ports/diagnosis.ts';

const server = 'Redis 10.0.0.1:6379';

/** What INFO and CLUSTER INFO of Redis 7.0.15 tell, of a master that is well. */
const well = {
  role: 'master',
  connected_slaves: '2',
  slave0: 'ip=10.0.0.2,port=6379,state=online,offset=42,lag=0',
  slave1: 'ip=10.0.0.3,port=6379,state=online,offset=42,lag=1',
};
const wellCluster = { cluster_state: 'ok', cluster_slots_ok: '16384' };

test('finds nothing wrong with a master of two replicas, one of which confirms every write', () => {
  expect(judge({})).toEqual([
    fineAt(server, 'replicas', '2'),
    fineAt(server, 'confirmation by replicas', 'by 1'),
    fineAt(server, 'min-replicas-to-write', '1'),
    fineAt(server, 'lag of the replicas', 'none is behind'),
    fineAt(server, 'cluster_state', 'ok'),
    fineAt(server, 'slots', '16384 of 16384'),
  ]);
});

const ills: readonly (readonly [Record<string, string>, Record<string, string>, Problem, string])[] = [
  [{ slave1: 'ip=10.0.0.3,port=6379,state=online,offset=2,lag=11' }, {}, problems.behind, '1 of 2'],
  [{ slave1: 'ip=10.0.0.3,port=6379,state=wait_bgsave,offset=0,lag=0' }, {}, problems.behind, '1 of 2'],
  [{}, { cluster_state: 'fail' }, problems.broken, 'fail'],
  [{}, { cluster_slots_ok: '10922' }, problems.uncovered, '10922 of 16384'],
];

test.each(ills)('tells of %o and %o', (fields, clusterFields, problem, found) => {
  const findings = judge(fields, clusterFields).filter(({ level }) => level !== 'ok');
  expect(findings).toEqual([problemAt(server, problem, found)]);
});

function judge(fields: Record<string, string>, clusterFields: Record<string, string> = {}) {
  const facts = {
    server,
    info: new Map(Object.entries({ ...well, ...fields })),
    settings: new Map([['min-replicas-to-write', '1']]),
    cluster: new Map(Object.entries({ ...wellCluster, ...clusterFields })),
    clock: { server, ahead: 0, accuracy: 0 },
  };
  return judgeReplication(facts, { waitReplicas: 1, asCluster: true });
}
