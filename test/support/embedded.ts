import { randomBytes } from 'node:crypto';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../src/adapters/relational/sqlite/open-sqlite.ts';
import { compose, type Runtime } from '../../src/roles/compose.ts';
import { parseConfig } from '../../src/roles/config.ts';
import type { Stores } from '../../src/roles/stores.ts';
import { createTestLog } from './test-log.ts';

/** Every use case on a SQLite database, in memory if no file is named, prepared. Whoever asks for it closes it. */
export async function openEmbedded(settings: Readonly<Record<string, string>> = {}, file = ':memory:') {
  const config = parseConfig(settings);
  const secrets = createSecrets(randomBytes(32));
  const database = openSqlite(file);
  const identity = { partitions: config.PARTITIONS, keyFingerprint: secrets.fingerprint };
  const stores = { ...createRelationalStores(database, identity), close: database.close };
  await stores.messageStore.prepare();
  const log = createTestLog();
  const runtimes: Runtime[] = [];
  /** One more gateway on the same database, with parts of one's own in place of some stores. */
  const gateway = (instead: Partial<Stores> = {}) => {
    const runtime = compose(config, { ...stores, ...instead }, { secrets, log });
    runtimes.push(runtime);
    return runtime;
  };
  const close = async () => {
    await Promise.all(runtimes.map(({ passwords }) => passwords.close()));
    await database.close();
  };
  return { ...gateway(), gateway, stores, secrets, log, close };
}

export type Embedded = Awaited<ReturnType<typeof openEmbedded>>;
