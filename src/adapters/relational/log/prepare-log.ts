import type { Kysely } from 'kysely';
import { StoreMismatch } from '../../../ports/errors.ts';
import type { StoreIdentityTable, Tables } from '../tables.ts';

export interface LogIdentity {
  readonly partitions: number;
  /** Tells master keys apart, and tells nothing about them. */
  readonly keyFingerprint: string;
}

const onlyRow = 1;

/** Records with what the log was created, or compares. @throws StoreMismatch */
export async function prepareLog(db: Kysely<Tables>, identity: LogIdentity): Promise<void> {
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
  assertSame(created, identity);
  await db
    .insertInto('partitions')
    .values(Array.from({ length: partitions }, (_, partition) => ({ partition, last_offset: 0 })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function assertSame(created: StoreIdentityTable, { partitions, keyFingerprint }: LogIdentity): void {
  if (created.partitions !== partitions) {
    throw new StoreMismatch(
      `This store was created with ${created.partitions} partitions, and cannot be used with ${partitions}.`,
    );
  }
  if (created.key_fingerprint !== keyFingerprint) {
    throw new StoreMismatch(
      'This store was created with another master key, and cannot be read with this one.',
    );
  }
}
