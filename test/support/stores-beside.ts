import { createSecrets, type Secrets } from '../../src/adapters/crypto/secrets.ts';
import { parseConfig } from '../../src/roles/config.ts';
import { masterKeyOf } from '../../src/roles/master-key.ts';
import { openStores, type Stores } from '../../src/roles/stores.ts';
import type { Settings } from './product.ts';
import { createTestLog } from './test-log.ts';

type StoresBeside = Stores & Pick<Secrets, 'userKeys'> & AsyncDisposable;

/** The stores of a stack, as one more process beside it, with its users' keys. Whoever asks for them disposes of them. */
export async function openStoresBeside(settings: Settings): Promise<StoresBeside> {
  const config = parseConfig(settings);
  const { fingerprint: keyFingerprint, userKeys } = createSecrets(await masterKeyOf(config));
  const stores = openStores({ config, keyFingerprint, log: createTestLog(), isBesideServer: true });
  return { ...stores, userKeys, [Symbol.asyncDispose]: () => stores.close() };
}
