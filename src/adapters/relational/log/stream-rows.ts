import type { Kysely, Selectable } from 'kysely';
import type { Snapshot, StreamHead, UserId } from '../../../ports/message-store.ts';
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

export async function readHead(db: Kysely<Tables>, userId: UserId): Promise<StreamHead> {
  const row = await db
    .selectFrom('streams')
    .leftJoin('user_keys', 'user_keys.user_id', 'streams.user_id')
    .select(['version', 'snapshot_schema', 'snapshot_sealed', 'user_keys.sealed as userKey'])
    .where('streams.user_id', '=', userId)
    .executeTakeFirst();
  if (row === undefined) return { version: 0, snapshot: null, userKey: null };
  return { version: row.version, snapshot: toSnapshot(row), userKey: toBytes(row.userKey) };
}

export async function readKey(db: Kysely<Tables>, userId: UserId): Promise<Uint8Array | null> {
  const row = await db
    .selectFrom('user_keys')
    .select('sealed')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return toBytes(row?.sealed ?? null);
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

function toSnapshot(
  row: Pick<Selectable<StreamsTable>, 'version' | 'snapshot_schema' | 'snapshot_sealed'>,
): Snapshot | null {
  const { version, snapshot_schema: schema, snapshot_sealed: sealed } = row;
  return schema === null || sealed === null ? null : { version, schema, sealed: toBytes(sealed) };
}
