import { type Finding, fineAt, type Problem, problemAt } from '../../../ports/diagnosis.ts';
import type { NodeFacts } from './node-facts.ts';
import { redisProblems as problems } from './redis-problems.ts';

const oldestVersion = 7;
const widestNode = 1_024;
const mebibyte = 2 ** 20;

/** What a node says of its version, its memory and its files. */
export function judgeStorage(facts: NodeFacts): readonly Finding[] {
  return [version(facts), ...memory(facts), ...nodeSize(facts), ...appendOnlyFile(facts), ...failures(facts)];
}

function version({ server, info }: NodeFacts): Finding {
  const found = info.get('redis_version') ?? 'unknown';
  const isOld = Number.parseInt(found, 10) < oldestVersion;
  return isOld ? problemAt(server, problems.old, found) : fineAt(server, problems.old.check, found);
}

function memory({ server, info }: NodeFacts): readonly Finding[] {
  const policy = info.get('maxmemory_policy') ?? 'unknown';
  const [most, used] = [Number(info.get('maxmemory')), Number(info.get('used_memory'))];
  const inUse = `${toMebibytes(used)} MiB`;
  const policyFinding =
    policy === 'noeviction'
      ? fineAt(server, problems.evicting.check, policy)
      : problemAt(server, problems.evicting, policy);
  if (most === 0) return [policyFinding, problemAt(server, problems.unlimited, `0, with ${inUse} in use`)];
  const share = used / most;
  const found = `${inUse}, ${Math.round(share * 100)} %`;
  return [
    policyFinding,
    fineAt(server, problems.unlimited.check, `${toMebibytes(most)} MiB`),
    fullness(server, share, found),
  ];
}

function fullness(server: string, share: number, found: string): Finding {
  if (share > 0.9) return problemAt(server, problems.full, found);
  if (share > 0.75) return problemAt(server, problems.filling, found);
  return fineAt(server, problems.full.check, found);
}

function nodeSize({ server, settings }: NodeFacts): readonly Finding[] {
  const found = settings?.get('stream-node-max-bytes');
  if (found === undefined) return [];
  const bytes = Number(found);
  const isWide = bytes > widestNode || bytes === 0;
  return [
    isWide ? problemAt(server, problems.wideNodes, found) : fineAt(server, problems.wideNodes.check, found),
  ];
}

const syncProblems: Readonly<Record<string, Problem>> = {
  no: problems.neverSynced,
  everysec: problems.syncedLate,
};

function appendOnlyFile({ server, info, settings }: NodeFacts): readonly Finding[] {
  if (info.get('aof_enabled') !== '1') return [problemAt(server, problems.noLog, 'no')];
  const findings = [fineAt(server, problems.noLog.check, 'yes')];
  const sync = settings?.get('appendfsync');
  if (sync === undefined) return findings;
  const problem = syncProblems[sync];
  findings.push(problem ? problemAt(server, problem, sync) : fineAt(server, 'appendfsync', sync));
  if (settings?.get('no-appendfsync-on-rewrite') === 'yes') {
    findings.push(problemAt(server, problems.unsyncedRewrite, 'yes'));
  }
  return findings;
}

const states = [
  ['aof_last_write_status', problems.failedWrite],
  ['aof_last_bgrewrite_status', problems.failedRewrite],
  ['rdb_last_bgsave_status', problems.failedSnapshot],
] as const;

function failures({ server, info }: NodeFacts): readonly Finding[] {
  return states.map(([field, problem]) => {
    const found = info.get(field) ?? 'ok';
    return found === 'ok' ? fineAt(server, problem.check, found) : problemAt(server, problem, found);
  });
}

function toMebibytes(bytes: number): string {
  return (bytes / mebibyte).toFixed(1);
}
