import type { Problem } from '../../../ports/diagnosis.ts';

/** Everything that may be found wrong with a PostgreSQL server. */
export const postgresProblems = {
  unreachable: {
    check: 'connection',
    level: 'danger',
    when: 'the server does not answer',
    risk: 'Nobody can register or log in until it does.',
    advice: 'Start the server, or correct DATABASE_URL: its host, port, user, password and database.',
  },
  old: {
    check: 'version',
    level: 'warning',
    when: 'is older than 14',
    risk: 'It gets no more repairs from its makers, and no test of Gatehouse runs on it.',
    advice: 'Upgrade PostgreSQL.',
  },
  standby: {
    check: 'role',
    level: 'danger',
    when: 'is a standby, which can only be read',
    risk: 'Every registration and login is refused.',
    advice: 'Let DATABASE_URL lead to the primary.',
  },
  unsynced: {
    check: 'fsync',
    level: 'danger',
    when: 'is `off`',
    risk: 'A power cut loses acknowledged writes, and can damage the database beyond repair.',
    advice: 'Set `fsync = on`.',
  },
  tornPages: {
    check: 'full_page_writes',
    level: 'danger',
    when: 'is `off`',
    risk: 'A power cut in the middle of writing a page damages it beyond repair.',
    advice: 'Set `full_page_writes = on`.',
  },
  committedLate: {
    check: 'synchronous_commit',
    level: 'danger',
    when: 'is `off`',
    risk: 'A power cut or a crash of the server loses the acknowledged writes of the last moments.',
    advice: 'Set `synchronous_commit = on`, for the server or for the user of Gatehouse.',
  },
  alone: {
    check: 'standbys',
    level: 'warning',
    when: 'there are none',
    risk: 'When this machine or its disk is lost, so is everything since the last backup.',
    advice: 'Run a standby, or archive the write-ahead log.',
  },
  unconfirmed: {
    check: 'synchronous_standby_names',
    level: 'warning',
    when: 'is empty beside standbys, or synchronous_commit does not wait for them',
    risk: 'A failover loses what the standby had not received, although it was acknowledged.',
    advice: 'Name the standbys in `synchronous_standby_names`, and set `synchronous_commit = on`.',
  },
  crowded: {
    check: 'free connections',
    level: 'warning',
    when: 'are fewer than the 15 that a process takes',
    risk: 'Another process, or this one under load, gets no connection, and its requests are refused.',
    advice: 'Raise `max_connections`, run fewer processes, or put a pooler between.',
  },
} as const satisfies Readonly<Record<string, Problem>>;
