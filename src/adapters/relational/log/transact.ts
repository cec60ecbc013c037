import type { ControlledTransaction, Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/**
 * Work in one transaction, which is committed unless the work rolls it back. Every statement sees what was
 * committed while the transaction waited for a lock.
 */
export async function transact<Result>(
  db: Kysely<Tables>,
  work: (transaction: ControlledTransaction<Tables>) => Promise<Result>,
): Promise<Result> {
  const transaction = await db.startTransaction().setIsolationLevel('read committed').execute();
  try {
    const result = await work(transaction);
    if (!transaction.isRolledBack) await transaction.commit().execute();
    return result;
  } catch (error) {
    await abandon(transaction);
    throw error;
  }
}

async function abandon(transaction: ControlledTransaction<Tables>): Promise<void> {
  if (transaction.isCommitted || transaction.isRolledBack) return;
  try {
    await transaction.rollback().execute();
  } catch {
    // The connection is broken, whose end rolls back too; the first failure is the one to report.
  }
}
