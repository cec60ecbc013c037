import { randomBytes } from 'node:crypto';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../src/adapters/relational/sqlite/open-sqlite.ts';
import type { Log } from '../../src/application/log.ts';
import { compose } from '../../src/roles/compose.ts';
import { parseConfig } from '../../src/roles/config.ts';

/** A log that keeps its messages. */
function createTestLog(): Log & { readonly messages: string[] } {
  const messages: string[] = [];
  const keep = (_fields: object, message: string) => void messages.push(message);
  return { messages, info: keep, warn: keep, error: keep };
}

/** Every use case on a SQLite database in memory, prepared. Whoever asks for it closes it. */
export async function openEmbedded(settings: Readonly<Record<string, string>> = {}) {
  const config = parseConfig(settings);
  const secrets = createSecrets(randomBytes(32));
  const database = openSqlite(':memory:');
  const identity = { partitions: config.PARTITIONS, keyFingerprint: secrets.fingerprint };
  const stores = { ...createRelationalStores(database, identity), close: database.close };
  await stores.messageStore.prepare();
  const log = createTestLog();
  const runtime = compose(config, stores, { secrets, log });
  return { ...runtime, stores, secrets, log, close: database.close };
}
