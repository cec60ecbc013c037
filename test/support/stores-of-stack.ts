import { onTestFinished } from 'vitest';
import { toEmailAddress } from '../../src/domain/email-address.ts';
import type { UserId } from '../../src/ports/message-store.ts';
import type { Stores } from '../../src/roles/stores.ts';
import { newUserId } from './controls/new-user-id.ts';
import { sealedAppend } from './controls/sealed-append.ts';
import { userRegistered } from './controls/user-events.ts';
import type { Settings } from './product.ts';
import { openStoresBeside } from './stores-beside.ts';

/** The stores of a stack, as one more process beside it. They are closed with the test. */
export async function openStoresOf(settings: Settings) {
  const stores = await openStoresBeside(settings);
  onTestFinished(() => stores.close());
  return stores;
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
