import { Cluster, type Redis } from 'ioredis';
import { type Diagnosis, type Examination, problemAt } from '../../../ports/diagnosis.ts';
import { type Expectation, judgeReplication } from './judge-replication.ts';
import { judgeStorage } from './judge-storage.ts';
import { type NodeFacts, readNodeFacts } from './node-facts.ts';
import { redisProblems } from './redis-problems.ts';

interface RedisDiagnosisOptions {
  readonly redis: Redis | Cluster;
  /** How many replicas each write waits for (WAIT). */
  readonly waitReplicas: number;
  /** What to call the server or the Cluster while it does not answer: nothing secret. */
  readonly name: string;
}

/** Examines a server, or every node of a Cluster. */
export function createRedisDiagnosis({ redis, waitReplicas, name }: RedisDiagnosisOptions): Diagnosis {
  return {
    async examine() {
      const listening = listenForErrors(redis);
      const expectation = { waitReplicas, asCluster: redis instanceof Cluster };
      try {
        const nodes = await nodesOf(redis);
        return merge(await Promise.all(nodes.map((node) => examineNode(node, expectation))));
      } catch (error) {
        return unreachable(`Redis ${name}`, listening.latest() ?? error);
      } finally {
        listening.stop();
      }
    },
  };
}

/** Connects first: a Cluster knows its nodes only then. */
async function nodesOf(redis: Redis | Cluster): Promise<readonly Redis[]> {
  if (redis.status === 'wait') await redis.connect();
  await redis.ping();
  return redis instanceof Cluster ? redis.nodes('all') : [redis];
}

async function examineNode(redis: Redis, expectation: Expectation): Promise<Examination> {
  const { host = 'localhost', port = 6379 } = redis.options;
  const server = `Redis ${host}:${port}`;
  const listening = listenForErrors(redis);
  try {
    const facts = await readNodeFacts(server, redis);
    return { findings: judge(facts, expectation), clocks: [facts.clock] };
  } catch (error) {
    return unreachable(server, listening.latest() ?? error);
  } finally {
    listening.stop();
  }
}

function judge(facts: NodeFacts, expectation: Expectation) {
  const { server, settings } = facts;
  return [
    ...judgeStorage(facts),
    ...judgeReplication(facts, expectation),
    ...(settings === null ? [problemAt(server, redisProblems.unknown, 'cannot be checked')] : []),
  ];
}

const errorEvents = ['error', 'node error'];

/** A command only says that there is no connection; why there is none is told as an event. */
function listenForErrors(redis: Redis | Cluster) {
  let latest: unknown;
  const listener = (error: unknown) => {
    latest = error;
  };
  for (const event of errorEvents) redis.on(event, listener);
  const stop = () => {
    for (const event of errorEvents) redis.off(event, listener);
  };
  return { latest: () => latest, stop };
}

function unreachable(server: string, error: unknown): Examination {
  // A message of the client's, which quotes no command: the error's other fields do.
  const reason = error instanceof Error ? error.message : String(error);
  return { findings: [problemAt(server, redisProblems.unreachable, reason)], clocks: [] };
}

function merge(parts: readonly Examination[]): Examination {
  return {
    findings: parts.flatMap(({ findings }) => findings),
    clocks: parts.flatMap(({ clocks }) => clocks),
  };
}
