import { Kysely, PostgresDialect } from 'kysely';
import { Pool, type PoolConfig, types } from 'pg';
import type { RelationalDatabase } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { createPostgresDialect } from './postgres-dialect.ts';

export interface PostgresOptions {
  /** Told of connections that broke. The pool replaces them by itself. */
  readonly onError: (error: Error) => void;
}

const settings: PoolConfig = {
  max: 15,
  connectionTimeoutMillis: 1_000,
  statement_timeout: 10_000,
  // A client that froze or lost its network must not keep the lock of a partition.
  idle_in_transaction_session_timeout: 10_000,
  // A server that froze answers nothing at all, not even with a timeout of its own.
  query_timeout: 12_000,
  keepAlive: true,
  maxLifetimeSeconds: 600,
  application_name: 'gatehouse',
};

const bigint = 20;

/** Opens a pool of connections, none of which is made before it is needed. */
export function openPostgres(url: string, { onError }: PostgresOptions): RelationalDatabase {
  const pool = new Pool({ ...settings, connectionString: url, types: { getTypeParser } });
  pool.on('error', onError);
  // The pool listens to idle connections only, and an error that nobody listens to ends the process.
  pool.on('connect', (client) => client.on('error', onError));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    dialect: createPostgresDialect(db),
    close: async () => {
      await db.destroy();
    },
  };
}

/** Offsets and milliseconds are far below 2 ** 53, and counts too. */
const getTypeParser: typeof types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === bigint ? Number : types.getTypeParser(oid, format);
