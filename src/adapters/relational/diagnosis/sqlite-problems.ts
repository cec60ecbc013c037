import type { Problem } from '../../../ports/diagnosis.ts';

/** Everything that may be found wrong with a SQLite database. */
export const sqliteProblems = {
  unreadable: {
    check: 'file',
    level: 'danger',
    when: 'cannot be opened or read',
    risk: 'Nobody can register or log in.',
    advice: 'Give the file to the user that Gatehouse runs as, or put it back from a backup.',
  },
  journal: {
    check: 'journal_mode',
    level: 'danger',
    when: 'is not `wal`',
    risk: 'The folder lies on a file system that cannot share memory, such as a network drive: readers and writers block each other, and locks may not hold. A database in memory ends with its process.',
    advice: 'Set DATA_DIR to a folder on a local disk.',
  },
  unsynced: {
    check: 'synchronous',
    level: 'danger',
    when: 'is below FULL',
    risk: 'A power cut loses acknowledged writes.',
    advice: 'Gatehouse sets FULL itself: report this.',
  },
  nearlyFull: {
    check: 'free disk space',
    level: 'warning',
    when: 'is under 1 GiB',
    risk: 'When it is gone, every registration and login is refused.',
    advice: 'Make room on the disk of DATA_DIR.',
  },
  full: {
    check: 'free disk space',
    level: 'danger',
    when: 'is under 100 MiB',
    risk: 'When it is gone, every registration and login is refused.',
    advice: 'Make room on the disk of DATA_DIR now.',
  },
  readable: {
    check: 'file mode',
    level: 'danger',
    when: 'lets others than the owner read a file of the database',
    risk: 'Other users of this machine can copy the hashes of passwords, and whatever is not encrypted.',
    advice: 'Run `chmod 600` on the files of the database, and `chmod 700` on the folder.',
  },
} as const satisfies Readonly<Record<string, Problem>>;
