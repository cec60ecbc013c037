import { randomBytes } from 'node:crypto';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../src/adapters/relational/sqlite/open-sqlite.ts';
import { compose } from '../../src/roles/compose.ts';
import { parseConfig } from '../../src/roles/config.ts';
import { openSqliteCounters } from '../../src/roles/open-counters.ts';
import type { Stores } from '../../src/roles/stores.ts';
import { sharedPasswords } from './shared-passwords.ts';
import { createTestLog } from './test-log.ts';

/** Every use case on a SQLite database, in memory if no file is named, prepared. Whoever asks for it closes it. */
export async function openEmbedded(settings: Readonly<Record<string, string>> = {}, file = ':memory:') {
  const config = parseConfig(settings);
  const secrets = createSecrets(randomBytes(32));
  const database = openSqlite(file);
  const identity = { partitions: config.PARTITIONS, keyFingerprint: secrets.fingerprint };
  const counters = openSqliteCounters(file === ':memory:' ? file : `${file}.limits`);
  const close = async () => void (await Promise.all([database.close(), counters.close()]));
  const stores = { ...createRelationalStores(database, identity), counters, close };
  await stores.messageStore.prepare();
  const log = createTestLog();
  /** One more gateway on the same database, with parts of one's own in place of some stores, or other settings. */
  const gateway = (instead: Partial<Stores> = {}, others: Readonly<Record<string, string>> = {}) => {
    const own = parseConfig({ ...settings, ...others });
    const parts = { secrets, log, passwords: sharedPasswords(own) };
    return compose(own, { ...stores, ...instead }, parts);
  };
  return { ...gateway(), gateway, stores, secrets, log, close };
}

export type Embedded = Awaited<ReturnType<typeof openEmbedded>>;
