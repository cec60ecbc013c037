import type { Route } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type AccountPageWindow, openAccountPage, ownAddress } from '../support/account-page.ts';
import { type AccountPageProduct, startAccountPageProduct } from '../support/account-page-product.ts';
import { requestEmailVerification, requestPasswordReset } from '../support/email-operations.ts';
import { logIn } from '../support/operations.ts';
import { password } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

const newPassword = 'nine quiet rivers bend north';
const otherPassword = 'eleven copper boats drift';

let product: AccountPageProduct;

beforeAll(async () => {
  product = await startAccountPageProduct();
});

afterAll(() => product[Symbol.asyncDispose]());

// It starts a product.
test('a button that is pressed while the service is down works once it is back', {
  timeout: 120_000,
}, async () => {
  const { email, client } = await product.person();
  await client.get(requestEmailVerification, {});
  const token = await product.mailbox.tokenFor(email, 'verify-email');
  const { press, tells } = await open(`/verify-email#token=${token}`);
  await product.kill();
  await press('Confirm address');
  await tells('It did not work this time');
  await product.start();
  await press('Confirm address');
  await tells('Your address is confirmed');
});

test('a button that is pressed again after the answer was lost does it once, and says so', async () => {
  const { email, client } = await product.person();
  await client.get(requestEmailVerification, {});
  const token = await product.mailbox.tokenFor(email, 'verify-email');
  const { page, press, tells } = await open(`/verify-email#token=${token}`);
  const before = await waitFor(() => ownVersion(client));
  await loseNextAnswer(page);
  await press('Confirm address');
  await tells('It did not work this time');
  await press('Confirm address');
  await tells('Your address is confirmed');
  await waitFor(async () => {
    expect((await client.get(ownAddress, {})).me).toEqual({
      email,
      emailVerified: true,
      version: before + 1,
    });
  });
});

test('another password than the one whose answer was lost is refused, and the page tells which to try', async () => {
  const { email } = await product.person();
  const { page, press, tells } = await openReset(email);
  await loseNextAnswer(page);
  await page.getByLabel('New password').fill(newPassword);
  await press('Set the new password');
  await tells('It did not work this time');
  await page.getByLabel('New password').fill(otherPassword);
  await press('Set the new password');
  await tells('This link does not work any more');
  await page.getByText('Try to sign in with that password.').waitFor();
  expect(await outcomeOf(email, newPassword)).toBe('LoginSuccess');
  expect(await outcomeOf(email, otherPassword)).toBe('InvalidCredentials');
  expect(await outcomeOf(email, password)).toBe('InvalidCredentials');
});

test('a button that is pressed twice at once sends once', async () => {
  const { page, tells } = await open(`/verify-email#token=${'A'.repeat(64)}`);
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.method()));
  await page.evaluate("{ const b = document.querySelector('[type=submit]'); b.click(); b.click(); }");
  await tells('This link does not work any more');
  expect(sent).toEqual(['POST']);
});

test.each([
  ['is none', '', 'Open this page by the link in the mail'],
  ['is empty', '#token=', 'The link is not whole'],
  ['is cut off', `#token=${'A'.repeat(63)}`, 'The link is not whole'],
  ['is 10,000 characters long', `#token=${'A'.repeat(10_000)}`, 'The link is not whole'],
  ['holds U+0000', `#token=${'A'.repeat(63)}%00`, 'The link is not whole'],
  ['is Chinese', `#token=${encodeURIComponent('口令'.repeat(32))}`, 'The link is not whole'],
  ['is an emoji', '#token=🔑', 'The link is not whole'],
  ['is a script', '#token=<script>document.title=1</script>', 'The link is not whole'],
])('a link whose token %s is told apart before anything is sent', async (_what, fragment, heading) => {
  for (const path of ['/verify-email', '/confirm-email', '/reset-password']) {
    const { page, tells } = await open(`${path}${fragment}`);
    await tells(heading);
    expect(await page.getByRole('button').count()).toBe(0);
    expect(page.url()).toBe(`${product.url}${path}`);
  }
});

test.each([
  ['/verify-email', 'Confirm address'],
  ['/confirm-email', 'Use the new address'],
  ['/reset-password', 'Set the new password'],
])('a token that nobody issued is refused at %s', async (path, button) => {
  const { page, press, tells } = await open(`${path}#token=${'A'.repeat(64)}`);
  if (path === '/reset-password') await page.getByLabel('New password').fill(newPassword);
  await press(button);
  await tells('This link does not work any more');
});

test('a token of one page is refused by the others', async () => {
  const { email, client } = await product.person();
  await client.get(requestEmailVerification, {});
  const token = await product.mailbox.tokenFor(email, 'verify-email');
  const { page, press, tells } = await open(`/reset-password#token=${token}`);
  await page.getByLabel('New password').fill(newPassword);
  await press('Set the new password');
  await tells('This link does not work any more');
  expect(await outcomeOf(email, password)).toBe('LoginSuccess');
});

test.each([
  ['is no address', '用户', 'This is no e-mail address'],
  ['is 10,000 characters long', `${'a'.repeat(10_000)}@example.com`, 'This is no e-mail address'],
  ['is an emoji', '🔑', 'This is no e-mail address'],
  ['has Chinese letters', '用户@例子.example', 'Look into your mailbox'],
])('what %s is answered in words', async (_what, text, heading) => {
  const { page, press, tells } = await open('/forgot-password');
  await page.getByLabel('E-mail address').fill(text);
  await press('Send me a link');
  await tells(heading);
});

test('who asks too often is told from when on to try again', async () => {
  const { email } = await product.person();
  const input = { input: { email } };
  await waitFor(async () => {
    const { requestPasswordReset: answer } = await product.anybody.get(requestPasswordReset, input);
    expect(answer.__typename).toBe('TooManyRequests');
  });
  const { page, press, tells } = await open('/forgot-password');
  await page.getByLabel('E-mail address').fill(email);
  await press('Send me a link');
  await tells('Too many attempts');
  const until = await page.locator('section:visible time').getAttribute('datetime');
  expect(Date.parse(until ?? '')).toBeGreaterThan(Date.now());
});

async function open(path: string): Promise<AccountPageWindow> {
  const window = await openAccountPage(product.browser, `${product.url}${path}`);
  onTestFinished(() => window.page.close());
  return window;
}

async function openReset(email: string): Promise<AccountPageWindow> {
  await product.anybody.get(requestPasswordReset, { input: { email } });
  const token = await product.mailbox.tokenFor(email, 'reset-password');
  return open(`/reset-password#token=${token}`);
}

/** The gateway does what it is asked next, and the page hears nothing of it. */
async function loseNextAnswer(page: AccountPageWindow['page']): Promise<void> {
  const lose = async (route: Route) => {
    await route.fetch();
    await route.abort();
  };
  await page.route('**/graphql', lose, { times: 1 });
}

async function ownVersion(client: AccountPageProduct['anybody']): Promise<number> {
  const { me } = await client.get(ownAddress, {});
  if (me === null) throw new Error('Nobody is signed in.');
  return me.version;
}

async function outcomeOf(email: string, secret: string): Promise<string> {
  const { login } = await product.anybody.get(logIn, { input: { email, password: secret } });
  return login.__typename;
}
