import type { Kysely, Transaction } from 'kysely';
import type { AddressClaim } from '../../../ports/message-store.ts';
import type { Tables } from '../tables.ts';
import { lockPartition } from './lock-partition.ts';
import { transact } from './transact.ts';

/** How an address is claimed; null when it is not. */
export async function readClaim(db: Kysely<Tables>, claimKey: string): Promise<AddressClaim | null> {
  const claim = await db
    .selectFrom('claims')
    .select(['user_id', 'given_at'])
    .where('key', '=', claimKey)
    .executeTakeFirst();
  return claim === undefined ? null : { userId: claim.user_id, givenAt: claim.given_at };
}

interface ClaimChange {
  readonly claimKey: string;
  /** That of the claim. */
  readonly partition: number;
  readonly present: AddressClaim | null;
  readonly next: AddressClaim | null;
}

/**
 * Puts one claim in the place of another. It locks the partition's row first, as an append does: what claims an
 * address together with its events goes on before, or after.
 */
export function changeClaim(db: Kysely<Tables>, change: ClaimChange): Promise<boolean> {
  const { claimKey, partition, present, next } = change;
  return transact(db, async (transaction) => {
    await lockPartition(transaction, partition);
    const standing = await readClaim(transaction, claimKey);
    if (isSame(standing, next)) return true;
    if (!isSame(standing, present)) return false;
    await write(transaction, claimKey, next);
    return true;
  });
}

async function write(db: Transaction<Tables>, key: string, claim: AddressClaim | null): Promise<void> {
  if (claim === null) {
    await db.deleteFrom('claims').where('key', '=', key).execute();
    return;
  }
  const columns = { user_id: claim.userId, given_at: claim.givenAt };
  await db
    .insertInto('claims')
    .values({ key, ...columns })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(columns))
    .execute();
}

function isSame(one: AddressClaim | null, other: AddressClaim | null): boolean {
  return one?.userId === other?.userId && one?.givenAt === other?.givenAt;
}
