import { onTestFinished } from 'vitest';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { toEmailAddress } from '../../src/domain/email-address.ts';
import type { UserId } from '../../src/ports/message-store.ts';
import { parseConfig } from '../../src/roles/config.ts';
import { masterKeyOf } from '../../src/roles/master-key.ts';
import { openStores, type Stores } from '../../src/roles/stores.ts';
import { newUserId } from './controls/new-user-id.ts';
import { sealedAppend } from './controls/sealed-append.ts';
import { userRegistered } from './controls/user-events.ts';
import type { Settings } from './product.ts';
import { createTestLog } from './test-log.ts';

/** The stores of a stack, as one more process beside it. They are closed with the test. */
export async function openStoresOf(settings: Settings) {
  const config = parseConfig(settings);
  const secrets = createSecrets(await masterKeyOf(config));
  const keyFingerprint = secrets.fingerprint;
  const stores = openStores({ config, keyFingerprint, log: createTestLog(), isBesideServer: true });
  onTestFinished(() => stores.close());
  return { ...stores, userKeys: secrets.userKeys };
}

export type StoresOfStack = Awaited<ReturnType<typeof openStoresOf>>;

const atOnce = 8;

/** Appends users to the log, quicker than they could register. Nobody can log in to them. */
export async function seedUsers(
  { messageStore, userKeys }: Pick<Stores, 'messageStore'> & Pick<StoresOfStack, 'userKeys'>,
  count: number,
): Promise<readonly UserId[]> {
  const ids = Array.from({ length: count }, () => newUserId());
  const queue = ids.values();
  const worker = async () => {
    for (const userId of queue) {
      const email = toEmailAddress(`seed-${userId}@example.com`);
      if (typeof email !== 'string') throw new Error(email.problem);
      await messageStore.append(sealedAppend(userKeys, [userRegistered({ email })], userId));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return ids;
}
