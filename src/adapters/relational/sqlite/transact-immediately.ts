import { type Kysely, sql } from 'kysely';

/** Work in one transaction that writes alone from its first statement on, and so never has to give way later. */
export async function transactImmediately<Database, Result>(
  db: Kysely<Database>,
  work: (transaction: Kysely<Database>) => Promise<Result>,
): Promise<Result> {
  return db.connection().execute(async (connection) => {
    await sql`begin immediate`.execute(connection);
    try {
      const result = await work(connection);
      await sql`commit`.execute(connection);
      return result;
    } catch (error) {
      await rollBack(connection);
      throw error;
    }
  });
}

async function rollBack<Database>(connection: Kysely<Database>): Promise<void> {
  try {
    await sql`rollback`.execute(connection);
  } catch {
    // SQLite did so itself, as it does when the disk is full; the first failure is the one to report.
  }
}
