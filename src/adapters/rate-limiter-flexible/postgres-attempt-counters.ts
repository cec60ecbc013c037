import { Pool } from 'pg';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { AttemptCounters } from '../../ports/attempt-counters.ts';
import { createAttemptCounters, type Guard, withoutLimit } from './attempt-counters.ts';
import { sweepNowAndThen } from './sweep-now-and-then.ts';

export interface PostgresCounterOptions {
  readonly url: string;
  readonly guard: Guard;
  /** Told of connections that broke. The pool replaces them by itself. */
  readonly onError: (error: Error) => void;
}

/** As the package expects it. Its expiry is milliseconds since 1970-01-01T00:00:00Z by the clocks of the gateways. */
const table = `
  create table if not exists attempts (
    key varchar(255) primary key,
    points integer not null default 0,
    expire bigint
  );
  create index if not exists attempts_by_expiry on attempts (expire)`;

/** Any number: nobody else may take the same. */
const lock = 7_209_815_463;

/**
 * Rows of a table `attempts`, by connections of its own: they do not wait for the disk. A crash of the server forgets
 * what was counted in the last second, and a guess need not take as long as a write of the log.
 */
export function openPostgresAttemptCounters({
  url,
  guard,
  onError,
}: PostgresCounterOptions): AttemptCounters & { close(): Promise<void> } {
  const pool = openPool(url, onError);
  const limiter = new RateLimiterPostgres({
    ...withoutLimit,
    storeClient: pool,
    storeType: 'pool',
    keyPrefix: '',
    tableName: 'attempts',
    tableCreated: true,
    clearExpiredByTimeout: false,
  });
  const counters = createAttemptCounters({
    guard,
    limiter,
    takeBack: (key) => takeBack(pool, key),
    // One transaction: several processes that begin at once would be in each other's way.
    prepare: () => pool.query(`select pg_advisory_xact_lock(${lock}); ${table}`),
    ping: () => pool.query('select 1'),
    sweep: sweepNowAndThen((now) => pool.query('delete from attempts where expire <= $1', [now])),
  });
  return { ...counters, close: () => pool.end() };
}

/** A counter that would stand at nothing is forgotten instead. */
async function takeBack(pool: Pool, key: string): Promise<void> {
  const now = Date.now();
  const { rowCount } = await pool.query(
    'update attempts set points = points - 1 where key = $1 and points > 1 and expire > $2',
    [key, now],
  );
  if (rowCount === 0) await pool.query('delete from attempts where key = $1 and points <= 1', [key]);
}

function openPool(url: string, onError: PostgresCounterOptions['onError']): Pool {
  const pool = new Pool({
    connectionString: url,
    max: 6,
    connectionTimeoutMillis: 1_000,
    statement_timeout: 2_000,
    // A server that froze answers nothing at all, not even with a timeout of its own.
    query_timeout: 3_000,
    keepAlive: true,
    maxLifetimeSeconds: 600,
    application_name: 'gatehouse limits',
    onConnect: async (client) => void (await client.query('set synchronous_commit = off')),
  });
  // An error that nobody listens to would end the process, and the pool listens to idle connections only.
  pool.on('connect', (client) =>
    client.on('error', ({ message }) => {
      // In words of its own: the pool hangs the connection on its errors, and the password is in there.
      if (!pool.ending) onError(new Error(`A connection to PostgreSQL broke: ${message}`));
    }),
  );
  // Told already by the connection itself.
  pool.on('error', () => undefined);
  return pool;
}
