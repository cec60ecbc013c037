import { type Finding, fineAt, problemAt } from '../../../ports/diagnosis.ts';
import type { NodeFacts } from './node-facts.ts';
import { replicationProblems as problems } from './replication-problems.ts';

const longestLag = 10;
const allSlots = '16384';

/** What the settings of Gatehouse say of Redis. */
export interface Expectation {
  /** How many replicas each write waits for (WAIT). */
  readonly waitReplicas: number;
  /** Whether the client is one of a Cluster. */
  readonly asCluster: boolean;
}

/** What a node says of its replicas or its master, and of its Cluster. */
export function judgeReplication(facts: NodeFacts, expectation: Expectation): readonly Finding[] {
  const { waitReplicas, asCluster } = expectation;
  const own = facts.info.get('role') === 'master' ? judgeMaster(facts, waitReplicas) : judgeReplica(facts);
  return [...own, ...judgeMode(facts, asCluster), ...judgeCluster(facts)];
}

function judgeMode({ server, cluster }: NodeFacts, asCluster: boolean): readonly Finding[] {
  return cluster === null || asCluster ? [] : [problemAt(server, problems.mistaken, 'standalone')];
}

function judgeMaster({ server, info, settings }: NodeFacts, waitReplicas: number): readonly Finding[] {
  const count = Number(info.get('connected_slaves'));
  const least = Number(settings?.get('min-replicas-to-write') ?? 0);
  const number = numberOfReplicas(server, count, Math.max(least, waitReplicas));
  if (count === 0) return [number];
  const behind = [...info].filter(([name, value]) => /^slave\d+$/.test(name) && isBehind(value));
  return [
    number,
    waitReplicas === 0
      ? problemAt(server, problems.unconfirmed, 'REDIS_WAIT_REPLICAS is 0')
      : fineAt(server, problems.unconfirmed.check, `by ${waitReplicas}`),
    ...(settings === null ? [] : [fence(server, least)]),
    behind.length === 0
      ? fineAt(server, problems.behind.check, 'none is behind')
      : problemAt(server, problems.behind, `${behind.length} of ${count}`),
  ];
}

function numberOfReplicas(server: string, count: number, asked: number): Finding {
  if (count < asked) return problemAt(server, problems.tooFew, `${count}, and ${asked} are asked for`);
  if (count === 0) return problemAt(server, problems.alone, '0');
  if (count === 1 && asked === 1) return problemAt(server, problems.onlyOne, '1');
  return fineAt(server, problems.alone.check, String(count));
}

function fence(server: string, least: number): Finding {
  return least === 0
    ? problemAt(server, problems.unfenced, '0')
    : fineAt(server, problems.unfenced.check, String(least));
}

/** Of a line such as `ip=10.0.0.2,port=6379,state=online,offset=42,lag=1`. */
function isBehind(replica: string): boolean {
  const lag = /\blag=(\d+)/.exec(replica)?.[1] ?? '0';
  return !replica.includes('state=online') || Number(lag) > longestLag;
}

function judgeReplica({ server, info }: NodeFacts): readonly Finding[] {
  const found = info.get('master_link_status') ?? 'unknown';
  return [
    found === 'up'
      ? fineAt(server, problems.detached.check, found)
      : problemAt(server, problems.detached, found),
  ];
}

function judgeCluster({ server, cluster }: NodeFacts): readonly Finding[] {
  if (cluster === null) return [];
  const state = cluster.get('cluster_state') ?? 'unknown';
  const slots = cluster.get('cluster_slots_ok') ?? '0';
  const covered = `${slots} of ${allSlots}`;
  return [
    state === 'ok' ? fineAt(server, problems.broken.check, state) : problemAt(server, problems.broken, state),
    slots === allSlots
      ? fineAt(server, problems.uncovered.check, covered)
      : problemAt(server, problems.uncovered, covered),
  ];
}
