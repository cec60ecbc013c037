import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { createPrivateFile } from './create-private-file.ts';

const cachedStatements = 200;

/** A connection in the shape that Kysely's dialect for SQLite asks for. */
export interface SqliteConnection extends SqliteDatabase {
  /** Whether commits wait for the disk from now on. Fails inside of a transaction. */
  setWaiting(isWaiting: boolean): void;
}

/** One connection by node:sqlite. */
export function openConnection(file: string): SqliteConnection {
  // The owner's alone, because the file holds the hashes of passwords.
  if (file !== ':memory:') createPrivateFile(file);
  const database = new DatabaseSync(file, { timeout: 5_000, enableForeignKeyConstraints: true });
  // FULL makes every commit durable, also against a power cut; WAL alone does not.
  database.exec('pragma journal_mode = wal; pragma synchronous = full;');
  // What is erased is overwritten in the file: also in pages that are free, which `fast` leaves as they are.
  database.exec('pragma secure_delete = on');
  // From here on a lock is reported at once: SQLite's own way of waiting would stop the whole process.
  database.exec('pragma busy_timeout = 0');
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => {
      if (database.isOpen) database.close();
    },
    // In WAL mode NORMAL commits all the same, in order, and only does not wait.
    setWaiting: (isWaiting) => database.exec(`pragma synchronous = ${isWaiting ? 'full' : 'normal'}`),
    prepare: (text) => {
      const statement = statements.get(text) ?? prepare(database, text);
      statements.delete(text);
      statements.set(text, statement);
      dropOldest(statements);
      return statement;
    },
  };
}

function prepare(database: DatabaseSync, text: string): SqliteStatement {
  const statement = database.prepare(text);
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...parameters.map(toInput)),
    run: (parameters) => statement.run(...parameters.map(toInput)),
    iterate: (parameters) => statement.iterate(...parameters.map(toInput)),
  };
}

function toInput(parameter: unknown): SQLInputValue {
  if (parameter === null || typeof parameter === 'string' || typeof parameter === 'number') return parameter;
  if (typeof parameter === 'bigint' || parameter instanceof Uint8Array) return parameter;
  throw new TypeError(`SQLite takes no parameter of the type ${typeof parameter}.`);
}

function dropOldest(statements: Map<string, SqliteStatement>): void {
  if (statements.size <= cachedStatements) return;
  const [oldest] = statements.keys();
  if (oldest !== undefined) statements.delete(oldest);
}
