import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { RateLimiterSQLite } from 'rate-limiter-flexible';
import type { AttemptCounters } from '../../ports/attempt-counters.ts';
import { Unavailable } from '../../ports/errors.ts';
import { createAttemptCounters, type Guard, withoutLimit } from './attempt-counters.ts';
import { sweepNowAndThen } from './sweep-now-and-then.ts';

/** As the package expects it. Its expiry is in milliseconds since 1970-01-01T00:00:00Z. */
const table = `
  create table if not exists attempts (
    key text primary key,
    points integer not null default 0,
    expire integer
  );
  create index if not exists attempts_by_expiry on attempts (expire)`;

/**
 * Rows of a table `attempts` in a database of its own, or in memory for `:memory:`. It does not wait for the disk: a
 * loss of power forgets what was counted last, a crash of the process does not. The file is opened when it is needed.
 */
export function openSqliteAttemptCounters({
  file,
  guard,
}: {
  readonly file: string;
  readonly guard: Guard;
}): AttemptCounters & { close(): Promise<void> } {
  const database = lazyDatabase(file);
  const limiter = new RateLimiterSQLite({
    ...withoutLimit,
    storeClient: { prepare: database.prepare, transaction: (work: () => unknown) => work },
    storeType: 'better-sqlite3',
    keyPrefix: '',
    tableName: 'attempts',
    tableCreated: true,
  });
  const run = async (text: string, ...values: readonly (string | number)[]) =>
    database.prepare(text).run(...values);
  const counters = createAttemptCounters({
    guard,
    limiter,
    async takeBack(key) {
      await run('update attempts set points = points - 1 where key = ? and expire > ?', key, Date.now());
      await run('delete from attempts where key = ? and points <= 0', key);
    },
    prepare: async () => database.prepare('select 1').get(),
    ping: async () => database.prepare('select 1').get(),
    sweep: sweepNowAndThen((now) => run('delete from attempts where expire <= ?', now)),
  });
  return { ...counters, close: async () => database.close() };
}

function lazyDatabase(file: string) {
  let opened: DatabaseSync | undefined;
  let isClosed = false;
  const statements = new Map<string, StatementSync>();
  const open = () => {
    if (isClosed) throw new Error('database is not open');
    try {
      opened ??= openDatabase(file);
      return opened;
    } catch (error) {
      throw new Unavailable('attempt counters', error);
    }
  };
  return {
    prepare(text: string): StatementSync {
      const statement = statements.get(text) ?? open().prepare(text);
      statements.set(text, statement);
      return statement;
    },
    close() {
      isClosed = true;
      statements.clear();
      opened?.close();
      opened = undefined;
    },
  };
}

function openDatabase(file: string): DatabaseSync {
  if (file !== ':memory:') {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // SQLite would let everybody read it.
    closeSync(openSync(file, 'a', 0o600));
  }
  const database = new DatabaseSync(file, { timeout: 1_000 });
  database.exec('pragma journal_mode = wal; pragma synchronous = normal;');
  database.exec(table);
  // From here on a lock is reported at once: SQLite's own way of waiting would stop the whole process.
  database.exec('pragma busy_timeout = 0');
  return database;
}
