import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { DialectName } from '../relational-database.ts';
import { createAdministrators } from './administrators.ts';
import { addErasedEvents } from './erased-events.ts';
import { extendKeyRing } from './key-ring.ts';
import { createLogTables } from './log-tables.ts';
import { addParkedRetries } from './parked-retries.ts';
import { addPendingClaims } from './pending-claims.ts';
import { createIdempotencyTable, createReaderTables, createSealedTables } from './sealed-tables.ts';
import { createSecretTables } from './secret-tables.ts';
import { createSessionEnds } from './session-ends.ts';
import { vacuumDestroyedKeys } from './vacuumed-keys.ts';
import { createViewBuilds } from './view-builds.ts';
import { createViewTables } from './view-tables.ts';

/** Every change of the tables there ever was. What was released once is never changed, only added to. */
export const migrationsOf = (dialect: DialectName): Record<string, Migration> => ({
  '0001-log': { up: (db: Kysely<unknown>) => createLogTables(db, dialect) },
  '0002-sessions-and-keys': { up: (db: Kysely<unknown>) => createSecretTables(db, dialect) },
  '0003-views': { up: (db: Kysely<unknown>) => createViewTables(db, dialect) },
  '0004-sealed-events': { up: (db: Kysely<unknown>) => createSealedTables(db, dialect) },
  '0005-readers': { up: (db: Kysely<unknown>) => createReaderTables(db, dialect) },
  '0006-idempotency': { up: (db: Kysely<unknown>) => createIdempotencyTable(db, dialect) },
  '0007-view-builds': { up: (db: Kysely<unknown>) => createViewBuilds(db, dialect) },
  '0008-parked-retries': { up: (db: Kysely<unknown>) => addParkedRetries(db) },
  '0009-session-ends': { up: (db: Kysely<unknown>) => createSessionEnds(db, dialect) },
  '0010-key-ring': { up: (db: Kysely<unknown>) => extendKeyRing(db, dialect) },
  '0011-pending-claims': { up: (db: Kysely<unknown>) => addPendingClaims(db) },
  '0012-administrators': { up: (db: Kysely<unknown>) => createAdministrators(db, dialect) },
  '0013-erased-events': { up: (db: Kysely<unknown>) => addErasedEvents(db) },
  '0014-vacuumed-keys': { up: (db: Kysely<unknown>) => vacuumDestroyedKeys(db, dialect) },
});

/** Brings the tables up to date. */
export async function migrateToLatest<Database>(db: Kysely<Database>, dialect: DialectName): Promise<void> {
  const provider = { getMigrations: async () => migrationsOf(dialect) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) throw error;
}
