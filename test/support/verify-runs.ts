import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../src/adapters/relational/sqlite/open-sqlite.ts';
import type { UserId } from '../../src/ports/message-store.ts';
import { parseConfig } from '../../src/roles/config.ts';
import { someBytes } from './controls/append-request.ts';
import { newEvent } from './controls/new-event.ts';
import type { Settings } from './product.ts';

/** What a later build calls failed logins here. */
export const laterType = 'LoginRefused';

function fileOf({ DATA_DIR = '' }: Settings): string {
  return join(DATA_DIR, 'gatehouse.db');
}

/** Changes the database of an embedded product by hand. */
export function changedByHand(settings: Settings, sql: string, ...values: readonly string[]): void {
  const database = new DatabaseSync(fileOf(settings), { timeout: 10_000 });
  try {
    database.prepare(sql).run(...values);
  } finally {
    database.close();
  }
}

/** Appends what only a later build can read to the stream of a user of an embedded product. */
export async function appendedByLaterBuild(settings: Settings, userId: UserId): Promise<void> {
  const database = openSqlite(fileOf(settings));
  const { PARTITIONS: partitions } = parseConfig(settings);
  const { messageStore } = createRelationalStores(database, { partitions, keyFingerprint: 'never compared' });
  try {
    const { version } = await messageStore.head(userId);
    const data = { ipAddress: '192.0.2.66', userAgent: null, reason: 'WRONG_PASSWORD' };
    await messageStore.append({
      userId,
      expectedVersion: version,
      events: [newEvent({ type: laterType, at: Date.now(), data })],
      snapshot: { schema: 1_000, sealed: someBytes() },
    });
  } finally {
    await database.close();
  }
}

/** Lets this build read what a later one has appended. */
export function corrected(settings: Settings): void {
  changedByHand(settings, `update events set type = 'LoginFailed' where type = ?`, laterType);
}
