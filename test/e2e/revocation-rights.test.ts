import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  activateUser,
  changePassword,
  deactivateUser,
  logout,
  mySessions,
  revokeOtherSessions,
  revokeSession,
} from '../support/account-operations.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import {
  expectLive,
  expectRefusedSoon,
  newPerson,
  type SignedIn,
  signIn,
  tryToSignIn,
} from '../support/signed-in.ts';
import { adminEmail, password, type Stack, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { newPassword, twoGateways } from '../support/ways-to-end.ts';

describe.each(twoGateways())('with two gateways: $name', (preset) => {
  let stack: Stack;
  let admin: SignedIn;

  beforeAll(async () => {
    stack = await startStack(preset);
    admin = await waitFor(() => signIn(stack.urls()[0], adminEmail));
  });

  afterAll(() => stack[Symbol.asyncDispose]());

  test('one user does not end another’s session, nor learns whether it is there', async () => {
    const [here, there] = stack.urls();
    const [first] = await newPerson(here);
    const [stranger] = await newPerson(here);
    const client = stranger.at(there);
    const gone = await revoked(client, btoa(`Session:${randomUUID()}`));
    const others = await revoked(client, first.sessionId);
    expect(others).toEqual({
      __typename: 'NotFound',
      message: 'There is nothing with this id, or no longer.',
    });
    expect(gone).toEqual(others);
    expect(
      (await client.get(deactivateUser, { input: { userId: first.userId } })).deactivateUser,
    ).toMatchObject({
      __typename: 'Forbidden',
    });
    expect((await client.get(activateUser, { input: { userId: first.userId } })).activateUser).toMatchObject({
      __typename: 'Forbidden',
    });
    await expectLive(there, first);
  });

  test('nobody who is not signed in ends or changes anything', async () => {
    const [here] = stack.urls();
    const [{ userId, sessionId }] = await newPerson(here);
    const nobody = createGraphQLClient(here);
    const answers = [
      (await nobody.get(logout, {})).logout,
      (await nobody.get(revokeSession, { input: { sessionId } })).revokeSession,
      (await nobody.get(revokeOtherSessions, {})).revokeOtherSessions,
      (await nobody.get(changePassword, { input: { currentPassword: password, newPassword } }))
        .changePassword,
      (await nobody.get(deactivateUser, { input: { userId } })).deactivateUser,
      (await nobody.get(activateUser, { input: { userId } })).activateUser,
    ];
    const refusal = {
      __typename: 'Forbidden',
      message: 'Nobody is signed in: log in and send the access token as Authorization: Bearer.',
    };
    expect(answers).toEqual(answers.map(() => refusal));
  });

  test('logins that are under way while the password changes have no session after it', async () => {
    const [here, there] = stack.urls();
    const [first, second] = await newPerson(here);
    const underWay = Array.from({ length: 6 }, (_, i) =>
      tryToSignIn(i % 2 === 0 ? here : there, first.email),
    );
    const input = { currentPassword: password, newPassword };
    const [{ changePassword: changed }, ...begun] = await Promise.all([
      second.at(here).get(changePassword, { input }),
      ...underWay,
    ]);
    expect(changed.__typename).toBe('ChangePasswordSuccess');
    for (const session of begun.flatMap((one) => one ?? [])) await expectRefusedSoon(there, session);
    expect(await second.at(there).get(mySessions, {})).toEqual({
      me: { sessions: [{ id: second.sessionId, current: true }] },
    });
    expect(await tryToSignIn(there, first.email)).toBeNull();
  });

  test('logins that are under way while the account is closed have no session after it', async () => {
    const [here, there] = stack.urls();
    const [first] = await newPerson(here);
    const underWay = Array.from({ length: 6 }, (_, i) =>
      tryToSignIn(i % 2 === 0 ? here : there, first.email),
    );
    const { userId } = first;
    const [{ deactivateUser: changed }, ...begun] = await Promise.all([
      admin.at(here).get(deactivateUser, { input: { userId } }),
      ...underWay,
    ]);
    expect(changed.__typename).toBe('DeactivateUserSuccess');
    for (const session of [first, ...begun.flatMap((one) => one ?? [])])
      await expectRefusedSoon(there, session);
    expect(await tryToSignIn(there, first.email)).toBeNull();
    const again = await admin.at(there).get(activateUser, { input: { userId } });
    expect(again.activateUser).toMatchObject({
      __typename: 'ActivateUserSuccess',
      user: { status: 'ACTIVE' },
    });
    await expectRefusedSoon(there, first);
    const later = await signIn(there, first.email);
    expect(await later.at(here).get(mySessions, {})).toEqual({
      me: { sessions: [{ id: later.sessionId, current: true }] },
    });
  });
});

async function revoked(client: ReturnType<SignedIn['at']>, sessionId: string) {
  return (await client.get(revokeSession, { input: { sessionId } })).revokeSession;
}
