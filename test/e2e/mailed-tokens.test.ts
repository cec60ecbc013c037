import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newAddress, registered } from '../support/accounts.ts';
import { temporaryFolder } from '../support/archives.ts';
import { ask } from '../support/ask.ts';
import { foundIn } from '../support/canaries.ts';
import { searchedLogs } from '../support/canary-logs.ts';
import {
  confirmEmailChange,
  requestEmailChange,
  requestEmailVerification,
  requestPasswordReset,
  resetPassword,
  verifyEmail,
} from '../support/email-operations.ts';
import { type Endpoints, startEndpoints, tokenCookies, withBearer } from '../support/endpoints.ts';
import { createGraphQLClient, createSignedInClient, operation } from '../support/graphql-client.ts';
import { folderMailbox, type Mailbox } from '../support/mailbox.ts';
import { logIn, me, refresh } from '../support/operations.ts';
import { startProduct } from '../support/product.ts';
import { claimFolder, type TemporaryFolder } from '../support/servers/temporary-folder.ts';
import { signIn } from '../support/signed-in.ts';
import { password } from '../support/stack.ts';

const newPassword = 'nine purple kettles dance';

describe('each kind of token', () => {
  let endpoints: Endpoints;
  let mailbox: Mailbox;

  let mails: TemporaryFolder;

  beforeAll(async () => {
    mails = claimFolder(undefined);
    mailbox = folderMailbox(mails.path);
    endpoints = await startEndpoints({ MAIL_DIR: mails.path });
  });

  afterAll(async () => {
    await endpoints.close();
    mails.remove();
  });

  /** Everything that somebody can hold, all of it good. */
  async function tokensOf() {
    const { user, tokens } = await endpoints.person();
    const client = createSignedInClient(endpoints.url, tokens.accessToken);
    const newEmail = newAddress('new');
    await client.get(requestEmailVerification, {});
    await client.get(requestEmailChange, { input: { newEmail, password } });
    await client.get(requestPasswordReset, { input: { email: user.email } });
    return {
      access: tokens.accessToken,
      refresh: tokens.refreshToken,
      verify: await mailbox.tokenFor(user.email, 'verify-email'),
      change: await mailbox.tokenFor(newEmail, 'confirm-email'),
      reset: await mailbox.tokenFor(user.email, 'reset-password'),
      device: await deviceTokenOf(user.email),
    };
  }

  async function deviceTokenOf(email: string): Promise<string> {
    const document = operation<{ readonly login: { readonly tokens: { readonly deviceToken: string } } }>(
      `mutation { login(input: { email: "${email}", password: "${password}" }) {
        ... on LoginSuccess { tokens { deviceToken } }
      } }`,
    );
    return (await createGraphQLClient(endpoints.url).get(document, {})).login.tokens.deviceToken;
  }

  /** Every place that takes a token, whether it took this one, and the kind that it is for. */
  const places: Readonly<
    Record<string, readonly [kinds: readonly string[], (token: string) => Promise<boolean>]>
  > = {
    'Authorization header': [
      ['access'],
      async (token) => (await createSignedInClient(endpoints.url, token).ask(me, {})).httpStatus === 200,
    ],
    'cookie of an access token': [
      ['access'],
      async (token) => {
        const headers = { cookie: tokenCookies(token, '') };
        return (await endpoints.ask('/auth/status', { headers })).body.includes('"signedIn":true');
      },
    ],
    'cookie of a refresh token': [
      ['refresh'],
      async (token) => {
        const headers = { cookie: tokenCookies('', token) };
        return (await endpoints.ask('/auth/status', { headers })).body.includes('"canRefresh":true');
      },
    ],
    '/auth/verify': [
      ['access'],
      async (token) => (await endpoints.ask('/auth/verify', withBearer(token))).status === 204,
    ],
    '/oauth/introspect': [
      ['access', 'refresh'],
      async (token) => JSON.stringify(await endpoints.introspect(token)) !== '{"active":false}',
    ],
    refresh: [
      ['refresh'],
      async (refreshToken) => {
        const answer = await createGraphQLClient(endpoints.url).get(refresh, { input: { refreshToken } });
        return answer.refresh.__typename !== 'InvalidToken';
      },
    ],
    verifyEmail: [
      ['verify'],
      async (token) => {
        const answer = await createGraphQLClient(endpoints.url).get(verifyEmail, { input: { token } });
        return answer.verifyEmail.__typename !== 'InvalidToken';
      },
    ],
    confirmEmailChange: [
      ['change'],
      async (token) => {
        const answer = await createGraphQLClient(endpoints.url).get(confirmEmailChange, { input: { token } });
        return answer.confirmEmailChange.__typename !== 'InvalidToken';
      },
    ],
    resetPassword: [
      ['reset'],
      async (token) => {
        const input = { token, newPassword };
        const answer = await createGraphQLClient(endpoints.url).get(resetPassword, { input });
        return answer.resetPassword.__typename !== 'InvalidToken';
      },
    ],
  };

  test.each(Object.entries(places))(
    'at %s is taken only where it is for',
    async (_place, [kinds, isTaken]) => {
      const held = Object.entries(await tokensOf());
      const others = held.filter(([kind]) => !kinds.includes(kind));
      const taken: string[] = [];
      for (const [kind, token] of others) if (await isTaken(token)) taken.push(kind);
      expect(taken).toEqual([]);
      for (const [kind, token] of held)
        if (kinds.includes(kind)) expect([kind, await isTaken(token)]).toEqual([kind, true]);
    },
  );

  test('that is mailed ends no session at /oauth/revoke', async () => {
    const held = await tokensOf();
    for (const kind of ['verify', 'change', 'reset', 'device'] as const) {
      expect((await endpoints.form('/oauth/revoke', { token: held[kind] })).status).toBe(200);
    }
    expect(await endpoints.introspect(held.access)).toMatchObject({ active: true });
  });

  test('shows no more than the own fields of its user, and signs nobody in', async () => {
    const { reset, verify } = await tokensOf();
    const anybody = createGraphQLClient(endpoints.url);
    const { verifyEmail: verified } = await anybody.get(verifyEmail, { input: { token: verify } });
    expect(verified.user).toMatchObject({ emailVerified: true, status: 'ACTIVE' });
    const nested = ['sessions { ipAddress }', 'logins { totalCount }', 'events { totalCount }'];
    const document = (field: string) =>
      operation<unknown>(`mutation { resetPassword(input: { token: "${reset}", newPassword: "${newPassword}" }) {
        ... on ResetPasswordSuccess { user { id ${field} } }
      } }`);
    expect(await anybody.codeOf(document(nested[0] ?? ''), {})).toBe('UNAUTHENTICATED');
    for (const field of nested.slice(1)) {
      const { verify: token } = await tokensOf();
      const asked = operation<unknown>(`mutation { verifyEmail(input: { token: "${token}" }) {
        ... on VerifyEmailSuccess { user { id ${field} } }
      } }`);
      expect([field, await anybody.codeOf(asked, {})]).toEqual([field, 'UNAUTHENTICATED']);
    }
    const { reset: last } = await tokensOf();
    const body = JSON.stringify({
      query: `mutation { resetPassword(input: { token: "${last}", newPassword: "${newPassword}" }) { __typename } }`,
    });
    const headers = { 'content-type': 'application/json' };
    const answer = await ask(endpoints.url, { path: '/graphql', method: 'POST', headers, body });
    expect(JSON.parse(answer.body)).toEqual({
      data: { resetPassword: { __typename: 'ResetPasswordSuccess' } },
    });
    expect(answer.headers).not.toHaveProperty('set-cookie');
  });
});

test.each(searchedLogs)('a token that is mailed stands in no file of the log on $name', async ({ open }) => {
  await using log = await open();
  const MAIL_DIR = temporaryFolder();
  await using product = await startProduct({ ...log.settings, MAIL_DIR });
  const mailbox = folderMailbox(MAIL_DIR);
  const anybody = createGraphQLClient(product.url);
  const { user } = await registered(anybody);
  const { email } = user;
  const session = await signIn(product.url, email);
  await session.at(product.url).get(requestEmailVerification, {});
  await anybody.get(requestPasswordReset, { input: { email } });
  const verify = await mailbox.tokenFor(email, 'verify-email');
  const reset = await mailbox.tokenFor(email, 'reset-password');
  const wanted = { verify, reset, ...partsOf('verify', verify), ...partsOf('reset', reset) };
  expect(foundIn(log.folders.slice(0, 1), wanted)).toEqual([]);
  // They are the real ones.
  expect(foundIn([MAIL_DIR], { reset }).length).toBeGreaterThan(0);
  const { resetPassword: done } = await anybody.get(resetPassword, { input: { token: reset, newPassword } });
  expect(done.__typename).toBe('ResetPasswordSuccess');
  const { login } = await anybody.get(logIn, { input: { email, password: newPassword } });
  expect(login.__typename).toBe('LoginSuccess');
  expect(foundIn(log.folders.slice(0, 1), wanted)).toEqual([]);
});

/** The secret of a token as bytes, and in hexadecimal. */
function partsOf(name: string, token: string): Readonly<Record<string, string | Uint8Array>> {
  const secret = Buffer.from(token, 'base64url').subarray(16);
  return { [`${name} as bytes`]: secret, [`${name} in hexadecimal`]: secret.toString('hex') };
}
