import { CompiledQuery, type DatabaseConnection, Kysely, PostgresDialect } from 'kysely';
import { Pool, type PoolConfig, types } from 'pg';
import type { RelationalDatabase } from '../relational-database.ts';
import { migrateToLatest } from '../schema/migrations.ts';
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
  assertReadable(url);
  const config = { ...settings, connectionString: url };
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: createPool(config, onError) }) });
  return {
    db,
    dialect: createPostgresDialect(db, () => migrate(createPool({ ...config, query_timeout: 0 }, onError))),
    close: async () => {
      await db.destroy();
    },
  };
}

/** Takes as long as large tables need, or others who are at it: cut short, it would begin anew for ever. */
async function migrate(pool: Pool): Promise<void> {
  const onCreateConnection = async (connection: DatabaseConnection) => {
    await connection.executeQuery(CompiledQuery.raw('set statement_timeout = 0'));
  };
  const db = new Kysely({ dialect: new PostgresDialect({ pool, onCreateConnection }) });
  try {
    // The migrator takes an advisory lock, so that of several processes one migrates.
    await migrateToLatest(db, 'postgresql');
  } finally {
    await db.destroy();
  }
}

function createPool(config: PoolConfig, onError: PostgresOptions['onError']): Pool {
  const pool = new Pool({ ...config, types: { getTypeParser } });
  // An error that nobody listens to would end the process, and the pool listens to idle connections only.
  pool.on('connect', (client) =>
    client.on('error', (error) => {
      if (!pool.ending) onError(withoutClient(error));
    }),
  );
  // Told already by the connection itself.
  pool.on('error', () => undefined);
  return pool;
}

/** Refuses in words of its own: the URL holds a password. */
function assertReadable(url: string): void {
  // A host that is left out stands for the local socket.
  if (!URL.canParse(url.replace('@/', '@localhost/')))
    throw new Error('The URL of the PostgreSQL database cannot be read.');
}

/** The pool hangs the connection on its errors, and the password is in there. */
function withoutClient({ message }: Error): Error {
  return new Error(`A connection to PostgreSQL broke: ${message}`);
}

/** Offsets and milliseconds are far below 2 ** 53, and counts too. */
const getTypeParser: typeof types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === bigint ? Number : types.getTypeParser(oid, format);
