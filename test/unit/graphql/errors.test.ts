import { expect, test } from 'vitest';
import { toGraphQLError } from '../../../src/graphql/errors.ts';
import { newUserId } from '../../support/controls/new-user-id.ts';
import { openEmbeddedStores } from '../../support/embedded-stores.ts';

test('a view that is removed while a query reads it is told to be gone', async () => {
  const { userView, userBuilds } = await openEmbeddedStores();
  await userView.prepare();
  await (await userBuilds.beginNamed('gone', 1)).publish();
  const reader = await userBuilds.openNamed('gone');
  await userBuilds.dropNamed('gone');

  const error: unknown = await reader?.get([newUserId()]).catch((failure: unknown) => failure);

  expect(toGraphQLError(error)).toMatchObject({
    message: 'The view was removed while it was read: gatehouse views list tells which there are.',
    extensions: { code: 'BAD_USER_INPUT' },
  });
});
