import type { Problem } from '../../ports/diagnosis.ts';

/** Everything that may be found wrong with the machine and the settings that Gatehouse runs with. */
export const machineProblems = {
  oldNode: {
    check: 'Node',
    level: 'danger',
    when: 'is older than 24',
    risk: 'Gatehouse does not start on it.',
    advice: 'Run it by `npm start`, which takes the Node that `npm ci` installed.',
  },
  readableKey: {
    check: 'master.key',
    level: 'danger',
    when: 'can be read by others than its owner',
    risk: 'Who has the key and a copy of the store reads everything personal in it, and can sign tokens.',
    advice: 'Run `chmod 600` on it, and think about whether somebody has read it already.',
  },
  ownKey: {
    check: 'MASTER_KEY',
    level: 'warning',
    when: 'is unset beside a server that processes share',
    risk: 'The key lies on this machine alone: with it everything personal in the store is lost, and another process is refused.',
    advice:
      'Set MASTER_KEY to what the file master.key holds, the same for every process, and keep a copy elsewhere.',
  },
  missingKey: {
    check: 'MASTER_KEY',
    level: 'danger',
    when: 'is unset beside a server that processes share, and there is no file master.key',
    risk: 'The next start makes a new key, and a store that has been used is refused with it.',
    advice: 'Set MASTER_KEY, the same for every process.',
  },
  skewed: {
    check: 'clock',
    level: 'warning',
    when: 'differs from that of this machine, or of another server, by more than a second',
    risk: 'Times in the log, and how long sessions, tokens and entries of the feeds last, are counted by clocks that disagree.',
    advice: 'Let NTP set the clocks of all machines.',
  },
  farOff: {
    check: 'clock',
    level: 'danger',
    when: 'differs from that of this machine, or of another server, by more than 30 seconds',
    risk: 'Services refuse fresh tokens or take expired ones, and `asOf` shows another state than the one of that time.',
    advice: 'Let NTP set the clocks of all machines.',
  },
} as const satisfies Readonly<Record<string, Problem>>;
