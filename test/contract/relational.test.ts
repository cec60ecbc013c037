import { randomUUID } from 'node:crypto';
import type { RelationalDatabase } from '../../src/adapters/relational/relational-database.ts';
import {
  createRelationalStores,
  type RelationalStores,
} from '../../src/adapters/relational/relational-stores.ts';
import type { StoreIdentity } from '../../src/ports/errors.ts';
import type { OpenWriteSide } from '../support/opened.ts';
import { type OpenDatabase, relationalDatabases } from '../support/relational-databases.ts';
import { administratorRegisterContract } from './administrator-register.contract.ts';
import { eventViewContract } from './event-view.contract.ts';
import { feedsContract } from './feeds.contract.ts';
import { idempotencyStoreContract } from './idempotency-store.contract.ts';
import { keyRingContract } from './key-ring.contract.ts';
import { messageStoreContract } from './message-store.contract.ts';
import { sessionStoreContract } from './session-store.contract.ts';
import { userViewContract } from './user-view.contract.ts';
import { viewBuildsContract } from './view-builds.contract.ts';

for (const { name, open } of relationalDatabases()) {
  messageStoreContract(name, writeSideOf(open));
  feedsContract(name, writeSideOf(open));
  sessionStoreContract(name, () => openStores(open));
  idempotencyStoreContract(name, (shared) => openStores(open, shared));
  keyRingContract(name, (shared) => openStores(open, shared));
  administratorRegisterContract(name, (shared) => openStores(open, shared));
  userViewContract(name, async () => {
    const { userView, close } = await openStores(open);
    return { view: userView, close };
  });
  eventViewContract(name, async () => {
    const { eventView, close } = await openStores(open);
    return { view: eventView, close };
  });
  viewBuildsContract(name, async () => {
    const shared = randomUUID();
    const [first, second] = [await openStores(open, shared), await openStores(open, shared)];
    return { first, second, close: async () => void (await Promise.all([first.close(), second.close()])) };
  });
}

function writeSideOf(openDatabase: OpenDatabase): OpenWriteSide {
  return async ({ name, ...identity } = {}) => {
    const { messageStore, feeds, close } = await openStores(openDatabase, name, identity);
    return { store: messageStore, feeds, close };
  };
}

async function openStores(
  openDatabase: OpenDatabase,
  name?: string,
  identity: Partial<StoreIdentity> = {},
): Promise<RelationalStores & Pick<RelationalDatabase, 'close'>> {
  const database = await openDatabase(name);
  const stores = createRelationalStores(database, { partitions: 4, keyFingerprint: 'the key', ...identity });
  return { ...stores, close: database.close };
}
