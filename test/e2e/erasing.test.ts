import { expect, test } from 'vitest';
import { activateUser, deactivateUser, eraseUser } from '../support/account-operations.ts';
import { registered } from '../support/accounts.ts';
import { temporaryFolder } from '../support/archives.ts';
import { type Canaries, foundIn, newCanaries, unwrapped } from '../support/canaries.ts';
import { type SearchedLog, searchedLogs } from '../support/canary-logs.ts';
import { requestEmailChange } from '../support/email-operations.ts';
import { createGraphQLClient, type GraphQLClient, operation } from '../support/graphql-client.ts';
import { mailboxOf } from '../support/mailbox.ts';
import { changeDisplayName, events, logIn } from '../support/operations.ts';
import { startProduct } from '../support/product.ts';
import { runGatehouse } from '../support/run-gatehouse.ts';
import { signIn } from '../support/signed-in.ts';
import { adminEmail, password } from '../support/stack.ts';
import { openStoresBeside } from '../support/stores-beside.ts';
import { waitFor } from '../support/wait-for.ts';

const administrator = { ADMIN_EMAIL: adminEmail, ADMIN_PASSWORD: password };

const userAsOf = operation<
  { readonly user: Readonly<Record<string, unknown>> | null },
  { readonly id: string; readonly asOf?: string }
>(`query UserAsOf($id: ID!, $asOf: DateTime) {
  user(by: { id: $id }, asOf: $asOf) { email displayName status roles loginCount }
}`);

const confirmEmailChange = operation<
  { readonly confirmEmailChange: { readonly __typename: string } },
  { readonly input: { readonly token: string } }
>(`mutation ConfirmEmailChange($input: ConfirmEmailChangeInput!) {
  confirmEmailChange(input: $input) { __typename }
}`);

const nothingPersonal = { email: null, displayName: null, status: 'ERASED', roles: [] };

test.each(searchedLogs)(
  'nothing of somebody who is erased is left in any file of the log on $name',
  async ({ open }) => {
    await using log = await open();
    const settings = {
      ...log.settings,
      ...administrator,
      ARCHIVE_DIR: temporaryFolder(),
      TRUSTED_PROXIES: '127.0.0.1,::1',
    };
    const folders = [...log.folders, settings.ARCHIVE_DIR];
    const canaries = newCanaries();
    const { userId, instant, other } = await live(settings, canaries);
    await archive(settings);
    const wanted = { ...canaries, ...(await keysOf(log, userId)) };
    expect(foundIn(folders, wanted).length).toBeGreaterThan(0);
    await using product = await startProduct(settings);
    const admin = (await waitFor(() => signIn(product.url, adminEmail))).at(product.url);

    const { eraseUser: erased } = await admin.get(eraseUser, { input: { userId } });

    if (erased.__typename !== 'EraseUserSuccess') throw new Error(erased.message);
    expect(erased.userId).toBe(userId);
    await admin.get(events, { atLeast: erased.position });
    const asOf = { id: userId, asOf: instant };
    expect((await admin.get(userAsOf, asOf)).user).toEqual({ ...nothingPersonal, loginCount: 2 });
    await log.compact();
    await waitFor(async () => expect(foundIn(folders, wanted)).toEqual([]), {
      timeout: 90_000,
      interval: 1_000,
    });
    expect((await admin.get(userAsOf, { id: other })).user).toMatchObject({ status: 'ACTIVE' });
    const again = await registered(createGraphQLClient(product.url), canaries.email);
    expect(again.user.id).not.toBe(userId);
    await admin.get(events, { atLeast: again.position });
    await product.stop();
    expect(await runGatehouse(['verify'], settings)).toMatchObject({ code: 0 });
  },
  240_000,
);

/** Leaves everything personal in the log that can be left there; the product has ended afterwards. */
async function live(
  settings: Readonly<Record<string, string>>,
  canaries: Canaries,
): Promise<{ readonly userId: string; readonly instant: string; readonly other: string }> {
  await using product = await startProduct(settings);
  const { url } = product;
  const admin = (await waitFor(() => signIn(url, adminEmail))).at(url);
  const headers = { 'user-agent': canaries.userAgent, 'x-forwarded-for': canaries.ipAddress };
  const client = createGraphQLClient(url, headers);
  const { user } = await registered(client, canaries.formerEmail);
  const first = await signedIn(client, url, { email: canaries.formerEmail, headers });
  await first.get(changeDisplayName, { input: { displayName: canaries.displayName } });
  await first.get(requestEmailChange, { input: { newEmail: canaries.email, password } });
  const token = await mailboxOf(settings).tokenFor(canaries.email, 'confirm-email');
  const confirmed = await client.get(confirmEmailChange, { input: { token } });
  expect(confirmed.confirmEmailChange.__typename).toBe('ConfirmEmailChangeSuccess');
  await client.get(logIn, { input: { email: canaries.email, password: 'eight yellow kettles hum' } });
  await admin.get(deactivateUser, { input: { userId: user.id, reason: canaries.reason } });
  await admin.get(activateUser, { input: { userId: user.id } });
  const second = await signedIn(client, url, { email: canaries.email, headers });
  await second.get(requestEmailChange, { input: { newEmail: canaries.wantedEmail, password } });
  await mailboxOf(settings).to(canaries.wantedEmail);
  const other = await registered(createGraphQLClient(url));
  await admin.get(events, { atLeast: other.position });
  await product.stop();
  return { userId: user.id, instant: new Date().toISOString(), other: other.user.id };
}

async function signedIn(
  client: GraphQLClient,
  url: string,
  { email, headers }: { readonly email: string; readonly headers: Readonly<Record<string, string>> },
): Promise<GraphQLClient> {
  const { login } = await client.get(logIn, { input: { email, password } });
  if (login.__typename !== 'LoginSuccess') throw new Error(JSON.stringify(login));
  return createGraphQLClient(url, { ...headers, authorization: `Bearer ${login.tokens?.accessToken}` });
}

async function archive(settings: Readonly<Record<string, string>>): Promise<void> {
  const run = await runGatehouse(['archive', '--before', new Date().toISOString()], settings);
  expect(run).toMatchObject({ code: 0 });
  expect(run.stdout).toMatch(/^Archived /);
}

async function keysOf({ settings }: SearchedLog, userId: string) {
  await using stores = await openStoresBeside(settings);
  const [, id = ''] = Buffer.from(userId, 'base64').toString().split(':');
  const wrappedKey = (await stores.messageStore.keyOf(id)) ?? new Uint8Array();
  return { wrappedKey, plainKey: unwrapped(settings['MASTER_KEY'] ?? '', wrappedKey) };
}
