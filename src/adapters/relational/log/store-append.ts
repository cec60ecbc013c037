import type { Transaction } from 'kysely';
import type { AppendRequest } from '../../../ports/message-store.ts';
import type { StreamsTable, Tables } from '../tables.ts';
import { type EventPlace, toEventRow } from './event-rows.ts';
import { withCommand } from './recent-commands.ts';
import type { StreamRow } from './stream-rows.ts';

interface Appending {
  readonly request: AppendRequest;
  readonly place: Pick<EventPlace, 'partition' | 'offset'>;
  /** As it was before. */
  readonly stream: StreamRow | undefined;
}

/** Stores everything of an append that nothing stands in the way of. */
export async function storeAppend(db: Transaction<Tables>, appending: Appending): Promise<void> {
  const { request, place } = appending;
  const { userId, expectedVersion, claimKey } = request;
  const rows = request.events.map((event, index) =>
    toEventRow(event, { userId, version: expectedVersion + 1 + index, ...place }),
  );
  await db.insertInto('events').values(rows).execute();
  const { user_id, partition, ...changing } = toStreamRow(appending);
  await db
    .insertInto('streams')
    .values({ user_id, partition, ...changing })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(changing))
    .execute();
  await storeKey(db, request);
  if (claimKey !== undefined) {
    await db
      .insertInto('claims')
      .values({ key: claimKey, user_id: userId, given_at: null })
      // Of the same user, as another one's is a refusal.
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ given_at: null }))
      .execute();
  }
}

/** What stands in the place of a key that was destroyed, and keeps every later one away. */
const destroyed = new Uint8Array();

async function storeKey(
  db: Transaction<Tables>,
  { userId, userKey, destroysKey = false }: AppendRequest,
): Promise<void> {
  const sealed = destroysKey ? destroyed : userKey;
  if (sealed === undefined) return;
  await db
    .insertInto('user_keys')
    .values({ user_id: userId, sealed })
    .onConflict((conflict) =>
      destroysKey ? conflict.column('user_id').doUpdateSet({ sealed }) : conflict.doNothing(),
    )
    .execute();
}

function toStreamRow({ request, place, stream }: Appending): StreamsTable {
  const { userId, expectedVersion, events, snapshot } = request;
  const version = expectedVersion + events.length;
  const commandId = events[0]?.metadata.commandId ?? '';
  return {
    user_id: userId,
    partition: place.partition,
    version,
    snapshot_schema: snapshot.schema,
    snapshot_sealed: snapshot.sealed,
    commands_json: withCommand(stream?.commands_json, { commandId, version, offset: place.offset }),
  };
}
