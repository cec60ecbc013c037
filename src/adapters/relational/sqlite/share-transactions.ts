import type { Kysely } from 'kysely';
import { transactImmediately } from './transact-immediately.ts';

type Work<Database> = (db: Kysely<Database>) => Promise<void>;

interface Shared<Database> {
  readonly works: Work<Database>[];
  readonly committed: Promise<void>;
}

/**
 * Work in a transaction that is shared by all that is asked for in one turn of the event loop: it waits for the disk once. When it
 * fails, nothing of it is left, and each does its work by itself: what one of them fails of is not the others' concern.
 */
export function createSharedTransactions<Database>(db: Kysely<Database>) {
  let gathering: Shared<Database> | null = null;

  return async <Result>(work: (db: Kysely<Database>) => Promise<Result>): Promise<Result> => {
    gathering ??= begin();
    const shared = gathering;
    let result: { readonly value: Result } | undefined;
    shared.works.push(async (on) => {
      result = { value: await work(on) };
    });
    try {
      await shared.committed;
    } catch (error) {
      if (shared.works.length === 1) throw error;
      return work(db);
    }
    if (result === undefined) throw new Error('A shared transaction left out some of its work.');
    return result.value;
  };

  function begin(): Shared<Database> {
    const works: Work<Database>[] = [];
    const turn = new Promise<void>((resolve) => setImmediate(resolve));
    const committed = turn.then(async () => {
      gathering = null;
      const [only, ...others] = works;
      // A statement by itself is a transaction, which takes less.
      if (only !== undefined && others.length === 0) await only(db);
      else await transactImmediately(db, (transaction) => runAll(works, transaction));
    });
    return { works, committed };
  }
}

async function runAll<Database>(works: readonly Work<Database>[], db: Kysely<Database>): Promise<void> {
  for (const work of works) await work(db);
}
