import { expect, onTestFinished, test } from 'vitest';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import { ask } from '../support/ask.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { startMailServer } from '../support/mail-server.ts';
import { mailboxOf } from '../support/mailbox.ts';
import { openFolder } from '../support/namespaces.ts';
import { type RunningProduct, type Settings, startProduct } from '../support/product.ts';

const linksUrl = 'https://login.example/accounts';

async function product(settings: Settings): Promise<{ product: RunningProduct; settings: Settings }> {
  const folder = await openFolder();
  onTestFinished(folder.remove);
  const all = { ...folder.settings, ...settings };
  const running = await startProduct(all);
  onTestFinished(() => running[Symbol.asyncDispose]());
  return { product: running, settings: all };
}

/** Asks for a mail to prove the address of somebody new, with these headers. */
async function asked(
  { url }: RunningProduct,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const email = newAddress();
  const client = createGraphQLClient(url);
  await registered(client, email);
  const { tokens } = await loggedIn(client, email);
  const query =
    'mutation { requestEmailVerification { __typename ... on Error { message } ... on RequestEmailVerificationSuccess { expiresAt } } }';
  const { status, body } = await ask(url, {
    method: 'POST',
    path: '/graphql',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${tokens.accessToken}`,
      ...headers,
    },
    body: JSON.stringify({ query }),
  });
  expect({ status, body }).toEqual({
    status: 200,
    body: expect.stringContaining('RequestEmailVerificationSuccess'),
  });
  return email;
}

test.each<[string, Readonly<Record<string, string>>]>([
  ['Host', { host: 'evil.example' }],
  ['X-Forwarded-Host', { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }],
  ['Forwarded', { forwarded: 'host=evil.example;proto=https;for=192.0.2.1' }],
  ['X-Original-Host', { 'x-original-host': 'evil.example', 'x-original-url': '//evil.example/' }],
])('leads where the settings say, whatever %s said, also from a trusted proxy', async (_name, headers) => {
  await using server = await startMailServer();
  const { product: running } = await product({
    SMTP_URL: server.url,
    LINKS_URL: linksUrl,
    TRUSTED_PROXIES: '127.0.0.1',
  });

  const email = await asked(running, headers);

  const mails = await server.to(email);
  expect(mails.map(({ links }) => links)).toEqual([
    [expect.stringMatching(/^https:\/\/login\.example\/accounts\/verify-email#token=[\w-]{64}$/)],
  ]);
  expect(mails.map(({ raw }) => raw.includes('evil'))).toEqual([false]);
  expect(server.envelopes.map(({ to }) => to)).toEqual([email]);
});

test('leads to PUBLIC_URL where LINKS_URL is unset, and puts mails into files without a server', async () => {
  const { product: running, settings } = await product({ PUBLIC_URL: 'https://accounts.example' });

  const email = await asked(running, { host: 'evil.example' });

  const mailbox = mailboxOf(settings);
  const token = await mailbox.tokenFor(email, 'verify-email');
  expect((await mailbox.to(email)).map(({ links }) => links)).toEqual([
    [`https://accounts.example/verify-email#token=${token}`],
  ]);
  expect(running.output()).toContain(`Mails          files in the folder ${settings['DATA_DIR']}/mails`);
  expect(running.output()).toContain('A mail was put into a file');
  for (const secret of [token, email]) expect(running.output()).not.toContain(secret);
});

test('counts mails, and tells neither the address nor the password of the server in its log', async () => {
  await using server = await startMailServer({
    server: { onAuth: ({ username }, _session, done) => done(null, { user: username }) },
  });
  const { product: running } = await product({
    SMTP_URL: server.url.replace('//', '//ada:smtp-secret@'),
    METRICS_PORT: '0',
    MAIL_FROM: 'Example <accounts@example.org>',
  });

  const email = await asked(running);

  const [mail] = await server.to(email);
  expect(mail).toMatchObject({
    from: 'accounts@example.org',
    subject: 'Confirm your e-mail address for Example',
  });
  const metrics = /Metrics +(\S+)/.exec(running.output())?.[1] ?? '';
  expect(await (await fetch(metrics)).text()).toContain(
    'gatehouse_mails_total{kind="verify-email",outcome="sent"} 1',
  );
  expect(running.output()).toContain(`Mails          smtp://127.0.0.1:${server.port}`);
  expect(running.output()).not.toMatch(/smtp-secret|token=/);
  expect(running.output()).not.toContain(email);
});
