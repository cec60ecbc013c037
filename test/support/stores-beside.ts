import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { parseConfig } from '../../src/roles/config.ts';
import { masterKeyOf } from '../../src/roles/master-key.ts';
import { openStores, type Stores } from '../../src/roles/stores.ts';
import type { Settings } from './product.ts';
import { createTestLog } from './test-log.ts';

/** The stores of a stack, as one more process beside it. Whoever asks for them disposes of them. */
export async function openStoresBeside(settings: Settings): Promise<Stores & AsyncDisposable> {
  const config = parseConfig(settings);
  const { fingerprint: keyFingerprint } = createSecrets(await masterKeyOf(config));
  const stores = openStores({ config, keyFingerprint, log: createTestLog(), isBesideServer: true });
  return { ...stores, [Symbol.asyncDispose]: () => stores.close() };
}
