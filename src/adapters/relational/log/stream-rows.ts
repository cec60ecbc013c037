import type { Kysely, Selectable } from 'kysely';
import type { UserId } from '../../../ports/message-store.ts';
import type { StreamsTable, Tables } from '../tables.ts';
import { toBytes } from './event-rows.ts';

export type StreamRow = Pick<Selectable<StreamsTable>, 'version' | 'snapshot_schema' | 'commands_json'>;

/** What an append or a truncation has to know of a stream; undefined for one without events. */
export function readStream(db: Kysely<Tables>, userId: UserId): Promise<StreamRow | undefined> {
  return db
    .selectFrom('streams')
    .select(['version', 'snapshot_schema', 'commands_json'])
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

export async function readKey(db: Kysely<Tables>, userId: UserId): Promise<Uint8Array | null> {
  const row = await db
    .selectFrom('user_keys')
    .select('sealed')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return toBytes(row?.sealed ?? null);
}

/** The keys of those of these users who have one. */
export async function readKeys(
  db: Kysely<Tables>,
  userIds: readonly UserId[],
): Promise<ReadonlyMap<UserId, Uint8Array>> {
  const rows = await db
    .selectFrom('user_keys')
    .select(['user_id', 'sealed'])
    .where('user_id', 'in', userIds)
    .execute();
  return new Map(rows.map((row) => [row.user_id, toBytes(row.sealed)]));
}

/** Users of a partition whose ids stand behind one of them, in the order of the ids. */
export async function readUsers(
  db: Kysely<Tables>,
  { partition, after, limit }: { readonly partition: number; readonly after: string; readonly limit: number },
): Promise<readonly UserId[]> {
  const rows = await db
    .selectFrom('streams')
    .select('user_id')
    .where('partition', '=', partition)
    .where('user_id', '>', after)
    .orderBy('user_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.user_id);
}
