import { expect, it } from 'vitest';
import { makeClaimAddress } from '../../../../src/application/claims/claim-address.ts';
import { newClaimKey, newUserId } from '../../../support/controls/new-user-id.ts';
import { someRequest } from '../../../support/controls/requests.ts';
import { openEmbeddedStores } from '../../../support/embedded-stores.ts';

it('leaves a claim of a later version to the process that made it', async () => {
  const { messageStore: store } = await openEmbeddedStores();
  const userId = newUserId(0);
  const claimKey = newClaimKey(userId);
  const later = { userId, givenAt: 9 };
  await store.changeClaim(claimKey, null, later);
  const claimAddress = makeClaimAddress({ store, settleClaim: async () => null });

  await claimAddress(claimKey, { userId, version: 3 }, someRequest);
  expect(await store.claimOf(claimKey)).toEqual(later);

  await claimAddress(claimKey, { userId, version: 9 }, someRequest);
  expect(await store.claimOf(claimKey)).toEqual({ userId, givenAt: 10 });
});
