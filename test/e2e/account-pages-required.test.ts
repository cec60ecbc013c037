import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type AccountPageWindow, expectNoFaults, openAccountPage } from '../support/account-page.ts';
import { type AccountPageProduct, startAccountPageProduct } from '../support/account-page-product.ts';
import { newAddress } from '../support/accounts.ts';
import { operation } from '../support/graphql-client.ts';
import { logIn } from '../support/operations.ts';
import { password } from '../support/stack.ts';

const newPassword = 'nine quiet rivers bend north';

const register = operation<
  { readonly register: { readonly __typename: string } },
  { readonly input: { readonly email: string; readonly password: string } }
>('mutation ($input: RegisterInput!) { register(input: $input) { __typename } }');

let product: AccountPageProduct;

beforeAll(async () => {
  product = await startAccountPageProduct({ EMAIL_VERIFICATION: 'required' });
});

afterAll(() => product[Symbol.asyncDispose]());

test('who has to confirm an address before signing in does so by the link in the mail', async () => {
  const email = await newcomer();
  expect(await outcomeOf(email, password)).toBe('InvalidCredentials');
  const token = await product.mailbox.tokenFor(email, 'verify-email');
  const window = await open(`/verify-email#token=${token}`);
  await window.press('Confirm address');
  await window.tells('Your address is confirmed');
  expect(await outcomeOf(email, password)).toBe('LoginSuccess');
  expectNoFaults(window);
});

test('whose link is of no use any more gets in by another password, as the page says', async () => {
  const email = await newcomer();
  await product.mailbox.to(email);
  const window = await open(`/verify-email#token=${'A'.repeat(64)}`);
  await window.press('Confirm address');
  await window.tells('This link does not work any more');
  await window.page.getByRole('link', { name: 'choose a new password' }).click();
  await window.page.getByLabel('E-mail address').fill(email);
  await window.press('Send me a link');
  await window.tells('Look into your mailbox');
  const token = await product.mailbox.tokenFor(email, 'reset-password');
  const next = await open(`/reset-password#token=${token}`);
  await next.page.getByLabel('New password').fill(newPassword);
  await next.press('Set the new password');
  await next.tells('Your password is changed');
  expect(await outcomeOf(email, newPassword)).toBe('LoginSuccess');
  expectNoFaults(window);
  expectNoFaults(next);
});

async function newcomer(): Promise<string> {
  const email = newAddress();
  const { register: answer } = await product.anybody.get(register, { input: { email, password } });
  expect(answer.__typename).toBe('ConfirmationSent');
  return email;
}

async function open(path: string): Promise<AccountPageWindow> {
  const window = await openAccountPage(product.browser, `${product.url}${path}`);
  onTestFinished(() => window.page.close());
  return window;
}

async function outcomeOf(email: string, secret: string): Promise<string> {
  const { login } = await product.anybody.get(logIn, { input: { email, password: secret } });
  return login.__typename;
}
