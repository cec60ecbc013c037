import type { Kysely, Selectable } from 'kysely';
import type { Snapshot, StreamHead, UserId } from '../../../ports/message-store.ts';
import { chunksOf } from '../chunks.ts';
import type { Guard } from '../guard.ts';
import type { StreamsTable, Tables } from '../tables.ts';
import { toBytes } from './event-rows.ts';

/** Of whom nothing is recorded. */
export const nobody: StreamHead = { version: 0, snapshot: null, userKey: null };

/** Where these streams end, in their order, by few statements. */
export async function readHeads(
  { db, guard }: { readonly db: Kysely<Tables>; readonly guard: Guard },
  userIds: readonly UserId[],
): Promise<readonly StreamHead[]> {
  const heads = new Map<UserId, StreamHead>();
  for (const chunk of chunksOf(userIds)) {
    const rows = await guard(() => selectHeads(db, chunk));
    for (const row of rows) heads.set(row.userId, toHead(row));
  }
  return userIds.map((userId) => heads.get(userId) ?? nobody);
}

function selectHeads(db: Kysely<Tables>, userIds: readonly UserId[]) {
  return db
    .selectFrom('streams')
    .leftJoin('user_keys', 'user_keys.user_id', 'streams.user_id')
    .select([
      'streams.user_id as userId',
      'version',
      'snapshot_schema',
      'snapshot_sealed',
      'user_keys.sealed as userKey',
    ])
    .where('streams.user_id', 'in', userIds)
    .execute();
}

function toHead(row: Awaited<ReturnType<typeof selectHeads>>[number]): StreamHead {
  return { version: row.version, snapshot: toSnapshot(row), userKey: toBytes(row.userKey) };
}

function toSnapshot(
  row: Pick<Selectable<StreamsTable>, 'version' | 'snapshot_schema' | 'snapshot_sealed'>,
): Snapshot | null {
  const { version, snapshot_schema: schema, snapshot_sealed: sealed } = row;
  return schema === null || sealed === null ? null : { version, schema, sealed: toBytes(sealed) };
}
