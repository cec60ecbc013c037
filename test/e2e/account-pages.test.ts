import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type AccountPageWindow,
  expectNoFaults,
  openAccountPage,
  ownAddress,
} from '../support/account-page.ts';
import { type AccountPageProduct, startAccountPageProduct } from '../support/account-page-product.ts';
import { newAddress } from '../support/accounts.ts';
import { requestEmailChange, requestEmailVerification } from '../support/email-operations.ts';
import type { MailedPage } from '../support/mailbox.ts';
import { logIn } from '../support/operations.ts';
import { password } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

const newPassword = 'nine quiet rivers bend north';

let product: AccountPageProduct;
let opened: AccountPageWindow[] = [];

beforeAll(async () => {
  product = await startAccountPageProduct();
});

afterEach(async () => {
  for (const window of opened) {
    expectNoFaults(window);
    await window.page.close();
  }
  opened = [];
});

afterAll(() => product[Symbol.asyncDispose]());

describe('the link in a mail', () => {
  test('confirms an address once the button is pressed, and not before', async () => {
    const { email, client } = await product.person();
    await client.get(requestEmailVerification, {});
    const { page, press, tells } = await follow(email, 'verify-email');
    expect(await client.get(ownAddress, {})).toMatchObject({ me: { emailVerified: false } });
    await press('Confirm address');
    await tells('Your address is confirmed');
    expect(await page.title()).toBe('Your address is confirmed');
    await waitFor(async () =>
      expect(await client.get(ownAddress, {})).toMatchObject({ me: { emailVerified: true } }),
    );
  });

  test('leads to another password, after which the former one is refused', async () => {
    const { email } = await product.person();
    const asking = await open('/forgot-password');
    await asking.page.getByLabel('E-mail address').fill(email);
    await asking.press('Send me a link');
    await asking.tells('Look into your mailbox');
    const { page, press, tells } = await follow(email, 'reset-password');
    await page.getByLabel('New password').fill(newPassword);
    expect(await outcomeOf(email, password)).toBe('LoginSuccess');
    await press('Set the new password');
    await tells('Your password is changed');
    expect(await outcomeOf(email, password)).toBe('InvalidCredentials');
    expect(await outcomeOf(email, newPassword)).toBe('LoginSuccess');
  });

  test('leads to another address, after which one signs in with that', async () => {
    const { email, client } = await product.person();
    const newEmail = newAddress('moved');
    await client.get(requestEmailChange, { input: { newEmail, password } });
    const { press, tells } = await follow(newEmail, 'confirm-email');
    expect(await outcomeOf(newEmail, password)).toBe('InvalidCredentials');
    await press('Use the new address');
    await tells('Your address is changed');
    expect(await outcomeOf(newEmail, password)).toBe('LoginSuccess');
    expect(await outcomeOf(email, password)).toBe('InvalidCredentials');
  });

  test('is told to be of no use once it was used, or a newer one was sent', async () => {
    const { email, client } = await product.person();
    await client.get(requestEmailVerification, {});
    const first = await follow(email, 'verify-email');
    await client.get(requestEmailVerification, {});
    const second = await follow(email, 'verify-email', 2);
    const third = await follow(email, 'verify-email', 2);
    await first.press('Confirm address');
    await first.tells('This link does not work any more');
    await second.press('Confirm address');
    await second.tells('Your address is confirmed');
    await third.press('Confirm address');
    await third.tells('This link does not work any more');
  });

  test('keeps its token out of the address bar, of what the back button knows and of the log', async () => {
    const { email, client } = await product.person();
    await client.get(requestEmailVerification, {});
    const token = await product.mailbox.tokenFor(email, 'verify-email');
    const { page, press, tells } = await follow(email, 'verify-email');
    expect(page.url()).toBe(`${product.url}/verify-email`);
    await press('Confirm address');
    await tells('Your address is confirmed');
    await page.goto(`${product.url}/forgot-password`);
    await page.goBack();
    await tells('Open this page by the link in the mail');
    expect(product.output()).not.toContain(token);
  });

  test('is followed anew in a window that shows its page already', async () => {
    const window = await open('/verify-email');
    await window.tells('Open this page by the link in the mail');
    await window.page.evaluate(`location.hash = 'token=${'A'.repeat(64)}'`);
    await window.press('Confirm address');
    await window.tells('This link does not work any more');
  });
});

describe('the page for a new password', () => {
  test('says why a password is refused and what would help, and takes the next one', async () => {
    const { email } = await product.person();
    const asking = await open('/forgot-password');
    await asking.page.getByLabel('E-mail address').fill(email);
    await asking.press('Send me a link');
    await asking.tells('Look into your mailbox');
    const { page, press, tells } = await follow(email, 'reset-password');
    const field = page.getByLabel('New password');
    await field.pressSequentially('14 characters.');
    await press('Set the new password');
    expect(await page.evaluate("document.querySelector('input').validity.tooShort")).toBe(true);
    await field.fill('passwordpassword');
    await press('Set the new password');
    await tells('Choose another password');
    expect(await page.getByRole('status').getByRole('listitem').count()).toBeGreaterThan(0);
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await field.fill(newPassword);
    await press('Set the new password');
    await tells('Your password is changed');
    expect(await outcomeOf(email, newPassword)).toBe('LoginSuccess');
  });

  test('shows the password only while somebody wants to see it', async () => {
    const { page, press } = await open(`/reset-password#token=${'A'.repeat(64)}`);
    const field = page.getByLabel('New password');
    const typeOf = () => field.getAttribute('type');
    expect(await typeOf()).toBe('password');
    await press('Show password');
    expect(await typeOf()).toBe('text');
    await field.fill(newPassword);
    await press('Set the new password');
    expect(await typeOf()).toBe('password');
  });
});

test('a forgotten password is answered alike for everybody', async () => {
  const { email } = await product.person();
  const texts: string[] = [];
  for (const address of [email, newAddress('nobody')]) {
    const { page, press, tells } = await open('/forgot-password');
    await page.getByLabel('E-mail address').fill(address);
    await press('Send me a link');
    await tells('Look into your mailbox');
    const text = await page.locator('section:visible').textContent();
    texts.push(text?.replaceAll(/\d\d:\d\d/g, 'then') ?? '');
  }
  expect(texts[1]).toBe(texts[0]);
});

test('everything can be done by the keyboard, and the focus goes to what is new', async () => {
  const { email } = await product.person();
  const { page, tells } = await open('/forgot-password');
  await page.keyboard.press('Tab');
  await page.keyboard.type(email);
  await page.keyboard.press('Enter');
  await tells('Look into your mailbox');
  expect(await focused(page)).toBe('Look into your mailbox');
  const { page: next, tells: told } = await follow(email, 'reset-password');
  await next.keyboard.press('Tab');
  await next.keyboard.type(newPassword);
  await next.keyboard.press('Tab');
  expect(await focused(next)).toBe('Show');
  await next.keyboard.press('Space');
  await next.keyboard.press('Tab');
  await next.keyboard.press('Enter');
  await told('Your password is changed');
  expect(await focused(next)).toBe('Your password is changed');
});

async function open(path: string): Promise<AccountPageWindow> {
  const window = await openAccountPage(product.browser, `${product.url}${path}`);
  opened.push(window);
  return window;
}

/** Opens the last link to a page that was sent to an address, as soon as it was so many. */
async function follow(address: string, page: MailedPage, atLeast = 1): Promise<AccountPageWindow> {
  const token = await product.mailbox.tokenFor(address, page, atLeast);
  return open(`/${page}#token=${token}`);
}

async function outcomeOf(email: string, secret: string): Promise<string> {
  const { login } = await product.anybody.get(logIn, { input: { email, password: secret } });
  return login.__typename;
}

function focused(page: AccountPageWindow['page']): Promise<unknown> {
  return page.evaluate('document.activeElement.textContent');
}
