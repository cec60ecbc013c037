import type { Kysely } from 'kysely';
import { assertSameStore, type StoreIdentity } from '../../../ports/errors.ts';
import type { Tables } from '../tables.ts';

const onlyRow = 1;

/** Records with what the log was created, or compares. @throws StoreMismatch */
export async function prepareLog(db: Kysely<Tables>, identity: StoreIdentity): Promise<void> {
  const { partitions, keyFingerprint } = identity;
  await db
    .insertInto('store_identity')
    .values({ id: onlyRow, partitions, key_fingerprint: keyFingerprint })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const created = await db
    .selectFrom('store_identity')
    .selectAll()
    .where('id', '=', onlyRow)
    .executeTakeFirstOrThrow();
  assertSameStore({ partitions: created.partitions, keyFingerprint: created.key_fingerprint }, identity);
  await db
    .insertInto('partitions')
    .values(
      Array.from({ length: partitions }, (_, partition) => ({
        partition,
        last_offset: 0,
        trimmed_offset: 0,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
