import { expect, test } from 'vitest';
import { deactivateUser, eraseUser } from '../support/account-operations.ts';
import { registered } from '../support/accounts.ts';
import { newCanaries } from '../support/canaries.ts';
import { requestEmailChange } from '../support/email-operations.ts';
import { createGraphQLClient, type GraphQLClient, operation } from '../support/graphql-client.ts';
import { changeDisplayName, logIn, users } from '../support/operations.ts';
import { runGatehouse } from '../support/run-gatehouse.ts';
import { signIn } from '../support/signed-in.ts';
import { adminEmail, password, presets, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

interface Shown {
  readonly email: string | null;
  readonly displayName: string | null;
  readonly status: string;
  readonly roles: readonly string[];
  readonly loginCount: number;
  readonly events: { readonly edges: readonly { readonly node: { readonly type: string } }[] };
  readonly logins: {
    readonly edges: readonly {
      readonly node: { readonly ipAddress: string | null; readonly userAgent: string | null };
    }[];
  };
}

const shown = operation<
  { readonly user: Shown | null },
  { readonly by: { readonly id: string } | { readonly email: string }; readonly atLeast?: string }
>(`query Shown($by: UserBy!, $atLeast: Position) {
  user(by: $by, atLeast: $atLeast) {
    email displayName status roles loginCount
    events { edges { node { type data } } }
    logins { edges { node { outcome ipAddress userAgent } } }
  }
}`);

const canaries = newCanaries();
const personal = Object.values(canaries);

/** What views there are, and not how many processes share the work, is what it depends on. */
const everyView = presets().filter(({ roles }) => roles.length === 1);

test.each(everyView)(
  'an administrator finds nothing personal of somebody who is erased on $name, nor once both views are made anew',
  async (preset) => {
    await using stack = await startStack(preset, { TRUSTED_PROXIES: '127.0.0.1,::1' });
    const [url, other] = stack.urls();
    const admin = (await waitFor(() => signIn(url, adminEmail))).at(other);
    const { userId, last } = await live(url, admin);
    const before = await lookedUp(admin, userId, last);
    expect(await foundBy(admin, canaries.formerEmail, last)).toEqual([userId]);
    expect(await foundBy(admin, canaries.displayName, last)).toEqual([userId]);
    expect(personalIn(before)).toEqual(personal.filter((text) => text !== canaries.email));

    const { eraseUser: erased } = await admin.get(eraseUser, { input: { userId } });

    if (erased.__typename !== 'EraseUserSuccess') throw new Error(erased.message);
    const after = await lookedUp(admin, userId, erased.position);
    expect(after).toMatchObject({
      email: null,
      displayName: null,
      status: 'ERASED',
      roles: [],
      loginCount: before.loginCount,
    });
    expect(typesIn(after)).toEqual(['UserErased', ...typesIn(before)]);
    expect(after.logins.edges.map(({ node }) => node)).toEqual(
      before.logins.edges.map(({ node }) => ({ ...node, ipAddress: null, userAgent: null })),
    );
    expect(personalIn(after)).toEqual([]);
    await expectFoundByNothing(admin, erased.position);

    for (const view of ['users', 'events']) {
      expect(await runGatehouse(['rebuild', view], stack.settings)).toMatchObject({ code: 0 });
    }

    expect(await lookedUp(admin, userId, erased.position)).toEqual(after);
    await expectFoundByNothing(admin, erased.position);
    expect(await runGatehouse(['verify'], stack.settings)).toMatchObject({ code: 0 });
  },
  240_000,
);

/** Leaves something personal in every kind of event that the views show. Answers with where the last one stands. */
async function live(url: string, admin: GraphQLClient) {
  const headers = { 'user-agent': canaries.userAgent, 'x-forwarded-for': canaries.ipAddress };
  const anybody = createGraphQLClient(url, headers);
  const { formerEmail: email, wantedEmail: newEmail, displayName, reason } = canaries;
  const userId = (await registered(anybody, email)).user.id;
  await anybody.get(logIn, { input: { email, password: 'eight yellow kettles hum' } });
  const { login } = await anybody.get(logIn, { input: { email, password } });
  if (login.__typename !== 'LoginSuccess') throw new Error(login.message);
  const authorization = `Bearer ${login.tokens?.accessToken}`;
  const client = createGraphQLClient(url, { ...headers, authorization });
  await client.get(changeDisplayName, { input: { displayName } });
  const asked = await client.get(requestEmailChange, { input: { newEmail, password } });
  expect(asked.requestEmailChange.__typename).toBe('RequestEmailChangeSuccess');
  const { deactivateUser: closed } = await admin.get(deactivateUser, { input: { userId, reason } });
  if (closed.__typename !== 'DeactivateUserSuccess') throw new Error(closed.message);
  return { userId, last: closed.position };
}

async function lookedUp(admin: GraphQLClient, id: string, atLeast: string): Promise<Shown> {
  const { user } = await admin.get(shown, { by: { id }, atLeast });
  if (user === null) throw new Error('There is no such user.');
  return user;
}

async function foundBy(admin: GraphQLClient, search: string, atLeast: string): Promise<readonly string[]> {
  const { edges } = (await admin.get(users, { search, atLeast })).users;
  return edges.map(({ node }) => node.id);
}

async function expectFoundByNothing(admin: GraphQLClient, atLeast: string): Promise<void> {
  const { formerEmail: email, displayName } = canaries;
  expect(await Promise.all([email, displayName].map((text) => foundBy(admin, text, atLeast)))).toEqual([
    [],
    [],
  ]);
  expect(await admin.get(shown, { by: { email }, atLeast })).toEqual({ user: null });
}

function typesIn({ events }: Shown): readonly string[] {
  return events.edges.map(({ node }) => node.type);
}

function personalIn(user: Shown): readonly string[] {
  const text = JSON.stringify(user);
  return personal.filter((word) => text.includes(word));
}
