import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grantRole, revokeRole } from '../support/account-operations.ts';
import { createGraphQLClient, createSignedInClient } from '../support/graphql-client.ts';
import { me, refresh, type Tokens, users } from '../support/operations.ts';
import { expectLive, expectRefusedSoon, newPerson, type SignedIn, signIn } from '../support/signed-in.ts';
import { adminEmail, presets, type Stack, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

const service = { name: 'orders', secret: 'a-secret-of-at-least-32-characters' };

describe.each(presets())('with $name', (preset) => {
  let stack: Stack;
  let admin: SignedIn;

  beforeAll(async () => {
    stack = await startStack(preset, { SERVICE_CLIENTS: `${service.name}:${service.secret}` });
    admin = await waitFor(() => signIn(stack.urls()[0], adminEmail));
  });

  afterAll(() => stack[Symbol.asyncDispose]());

  const grant = async (by: SignedIn, userId: string, role: string) =>
    (await by.at(stack.urls()[0]).get(grantRole, { input: { userId, role } })).grantRole;
  const revoke = async (by: SignedIn, userId: string, role: string) =>
    (await by.at(stack.urls()[0]).get(revokeRole, { input: { userId, role } })).revokeRole;

  test('a role is in the next access token, and gone with every session within a second once it is taken', async () => {
    const [here, there] = stack.urls();
    const [first, second] = await newPerson(here);
    const granted = await grant(admin, first.userId, 'orders:read');
    expect(granted).toMatchObject({ __typename: 'GrantRoleSuccess', user: { id: first.userId } });
    expect(await rolesTold(here, first.tokens)).toEqual({ token: [], header: '', introspected: [] });

    const tokens = await refreshed(there, first);

    const roles = ['orders:read'];
    expect(await rolesTold(there, tokens)).toEqual({
      token: roles,
      header: 'orders:read',
      introspected: roles,
    });
    const client = createSignedInClient(there, tokens.accessToken);
    const atLeast = 'position' in granted ? granted.position : '';
    expect((await client.get(me, { atLeast })).me).toMatchObject({ roles });
    expect((await admin.at(there).get(users, { search: first.email, atLeast })).users.edges).toEqual([
      { node: expect.objectContaining({ id: first.userId, roles }) },
    ]);
    expect(await grant(admin, first.userId, 'orders:read')).toMatchObject({ user: { version: 4 } });

    expect(await revoke(admin, first.userId, 'orders:read')).toMatchObject({
      __typename: 'RevokeRoleSuccess',
    });

    await Promise.all([first, second].map((session) => expectRefusedSoon(there, session)));
    const again = await signIn(there, first.email);
    expect(await rolesTold(there, again.tokens)).toEqual({ token: [], header: '', introspected: [] });
  });

  test('an administrator can be made and unmade, and the last one stays', async () => {
    const [here] = stack.urls();
    const last = {
      __typename: 'Conflict',
      message: 'This is the last administrator: make another one first.',
    };
    expect(await revoke(admin, admin.userId, 'admin')).toEqual(last);
    const [person] = await newPerson(here);
    expect(await grant(person, person.userId, 'admin')).toMatchObject({ __typename: 'Forbidden' });
    expect(await grant(admin, person.userId, 'admin')).toMatchObject({ __typename: 'GrantRoleSuccess' });
    const other = await signIn(here, person.email);

    expect(await revoke(other, admin.userId, 'admin')).toMatchObject({ __typename: 'RevokeRoleSuccess' });

    await expectRefusedSoon(here, admin);
    expect(await revoke(other, other.userId, 'admin')).toEqual(last);
    expect(await grant(other, admin.userId, 'admin')).toMatchObject({ __typename: 'GrantRoleSuccess' });
    admin = await signIn(here, adminEmail);
    expect(await revoke(admin, other.userId, 'admin')).toMatchObject({ __typename: 'RevokeRoleSuccess' });
    expect(await revoke(admin, other.userId, 'admin')).toMatchObject({
      __typename: 'Conflict',
      message: 'The account is in this state already: nothing was changed.',
    });
  });

  test('who is no administrator learns nothing of whether there is somebody', async () => {
    const [here] = stack.urls();
    const [person] = await newPerson(here);
    const nobody = btoa(`User:${randomUUID()}`);
    for (const change of [grant, revoke]) {
      const answers = [await change(person, nobody, 'admin'), await change(person, admin.userId, 'admin')];
      expect(answers[0]).toMatchObject({ __typename: 'Forbidden' });
      expect(answers[1]).toEqual(answers[0]);
      expect(await change(admin, nobody, 'admin')).toMatchObject({ __typename: 'NotFound' });
      expect(await change(admin, person.userId, 'Admin ')).toMatchObject({ __typename: 'InvalidInput' });
    }
    await expectLive(here, person);
  });
});

/** What services are told of the roles of who holds an access token. */
async function rolesTold(url: string, { accessToken }: Pick<Tokens, 'accessToken'>) {
  const [, claims = ''] = accessToken.split('.');
  const verified = await fetch(`${url}/auth/verify`, { headers: { authorization: `Bearer ${accessToken}` } });
  const introspected = await fetch(`${url}/oauth/introspect`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${service.name}:${service.secret}`)}` },
    body: new URLSearchParams({ token: accessToken }),
  });
  return {
    token: JSON.parse(Buffer.from(claims, 'base64url').toString()).roles,
    header: verified.headers.get('x-auth-roles'),
    introspected: (await introspected.json()).roles,
  };
}

async function refreshed(url: string, { tokens }: SignedIn): Promise<Tokens> {
  const input = { refreshToken: tokens.refreshToken };
  const { refresh: result } = await createGraphQLClient(url).get(refresh, { input });
  if (result.__typename !== 'RefreshSuccess' || result.tokens === null) throw new Error('It is refused.');
  return result.tokens;
}
