import type { Problem } from '../../../ports/diagnosis.ts';

/** Everything that may be found wrong with a Redis node. */
export const redisProblems = {
  unreachable: {
    check: 'connection',
    level: 'danger',
    when: 'the server does not answer',
    risk: 'Nobody can register or log in until it does.',
    advice: 'Start the server, or correct REDIS_URL: its host, port, user and password.',
  },
  unknown: {
    check: 'settings',
    level: 'warning',
    when: 'the server refuses to tell them, as managed services do',
    risk: 'appendfsync, stream-node-max-bytes and min-replicas-to-write cannot be checked: each may lose writes or waste memory unseen.',
    advice: 'Allow the user `+config|get`, or compare the settings of the service with deploy/redis.conf.',
  },
  old: {
    check: 'version',
    level: 'danger',
    when: 'is older than 7.0',
    risk: 'Commands that Gatehouse relies on are missing or work otherwise; no test runs on it.',
    advice: 'Upgrade Redis to 7.0 or newer.',
  },
  evicting: {
    check: 'maxmemory-policy',
    level: 'danger',
    when: 'is any but `noeviction`',
    risk: 'When memory runs out, Redis removes streams of events, claims of addresses and sessions without a word.',
    advice: 'Set `maxmemory-policy noeviction`: writes are refused then, and nothing is forgotten.',
  },
  unlimited: {
    check: 'maxmemory',
    level: 'warning',
    when: 'is 0, which is no limit',
    risk: 'When memory runs out, the kernel kills Redis instead of Redis refusing writes.',
    advice:
      'Set `maxmemory` below the memory of the machine, with room for a fork: about half to two thirds of it.',
  },
  filling: {
    check: 'memory in use',
    level: 'warning',
    when: 'is over 75 % of maxmemory',
    risk: 'When it is full, every registration and login is refused.',
    advice: 'Raise `maxmemory`, add masters to the Cluster, or move old events to the archive.',
  },
  full: {
    check: 'memory in use',
    level: 'danger',
    when: 'is over 90 % of maxmemory',
    risk: 'When it is full, every registration and login is refused.',
    advice: 'Raise `maxmemory` now, add masters to the Cluster, or move old events to the archive.',
  },
  wideNodes: {
    check: 'stream-node-max-bytes',
    level: 'warning',
    when: 'is over 1024, or 0',
    risk: 'Each user has a stream, and one of a few events takes a whole node: up to five times the memory.',
    advice: 'Set `stream-node-max-bytes 640`.',
  },
  noLog: {
    check: 'appendonly',
    level: 'danger',
    when: 'is `no`',
    risk: 'A restart, a kill or a power cut loses every write since the last snapshot, acknowledged or not.',
    advice: 'Set `appendonly yes`, by CONFIG SET on a server that has data already.',
  },
  neverSynced: {
    check: 'appendfsync',
    level: 'danger',
    when: 'is `no`',
    risk: 'A power cut loses what the kernel had not yet written, which can be half a minute of acknowledged writes.',
    advice: 'Set `appendfsync always`, or `everysec` where two seconds may be lost.',
  },
  syncedLate: {
    check: 'appendfsync',
    level: 'warning',
    when: 'is `everysec`',
    risk: 'A power cut loses up to about two seconds of acknowledged writes. A kill of the process alone loses nothing.',
    advice: 'Set `appendfsync always` where none may be lost; each write then waits for the disk.',
  },
  unsyncedRewrite: {
    check: 'no-appendfsync-on-rewrite',
    level: 'warning',
    when: 'is `yes`',
    risk: 'While the append-only file is rewritten nothing is synced, so a power cut then loses more than appendfsync says.',
    advice: 'Set `no-appendfsync-on-rewrite no`.',
  },
  failedWrite: {
    check: 'writes of the append-only file',
    level: 'danger',
    when: 'failed last time',
    risk: 'Redis refuses writes, or holds them in memory only.',
    advice: 'Read the log of Redis; most often its disk is full.',
  },
  failedRewrite: {
    check: 'rewrite of the append-only file',
    level: 'warning',
    when: 'failed last time',
    risk: 'The file grows until the disk is full, and a restart takes longer and longer.',
    advice:
      'Read the log of Redis: a fork needs memory (`vm.overcommit_memory=1`), and the new file room on the disk.',
  },
  failedSnapshot: {
    check: 'snapshot (RDB)',
    level: 'warning',
    when: 'failed last time',
    risk: 'With `save` set Redis refuses every write after a failed snapshot, and a new replica cannot begin.',
    advice:
      'Read the log of Redis: a fork needs memory (`vm.overcommit_memory=1`), and the file room on the disk.',
  },
} as const satisfies Readonly<Record<string, Problem>>;
