import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse, validate } from 'graphql';
import { expect, test, vi } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';
import { expectNoFaults, openAccountPage, ownAddress } from '../support/account-page.ts';
import { startAccountPageProduct } from '../support/account-page-product.ts';
import { requestEmailVerification } from '../support/email-operations.ts';
import { codeOf, replaced } from '../support/guide-programs.ts';
import { waitFor } from '../support/wait-for.ts';

// A product and a browser are started here.
vi.setConfig({ testTimeout: 120_000 });

const guide = 'docs/guides/account-pages.md';

test('the page that the guide shows takes the token from a mail and confirms the address', async () => {
  let gateway = '';
  await using pages = await servePages(() => ({
    // Browsers ask for it by themselves.
    '/favicon.ico': ['image/x-icon', ' '],
    '/account/verify-email': ['text/html', codeOf(guide, '<!doctype html>')],
    '/account/verify-email.js': [
      'text/javascript',
      replaced(codeOf(guide, 'async function verifyEmail'), { 'https://id.example.com': gateway }),
    ],
  }));
  await using product = await startAccountPageProduct({
    LINKS_URL: `${pages.origin}/account`,
    CORS_ORIGINS: pages.origin,
  });
  gateway = product.url;
  const { email, client } = await product.person();
  await client.get(requestEmailVerification, {});
  const token = await product.mailbox.tokenFor(email, 'verify-email');
  const [mail] = await product.mailbox.to(email);
  const link = `${pages.origin}/account/verify-email#token=${token}`;
  expect(mail?.links).toContain(link);

  const window = await openAccountPage(product.browser, link);
  expect(window.page.url()).not.toContain(token);
  await window.press('Confirm address');
  await window.page.getByText('Your address is confirmed.').waitFor();
  await waitFor(async () =>
    expect(await client.get(ownAddress, {})).toMatchObject({ me: { emailVerified: true } }),
  );
  expectNoFaults({ ...window, foreignRequests: window.foreignRequests.filter(isNotAsked) });

  function isNotAsked(url: string): boolean {
    return url !== `${product.url}/graphql`;
  }
});

test('the mutations that the guide shows fit the schema', () => {
  expect(validate(schema, parse(codeOf(guide, 'mutation ConfirmEmailChange')))).toEqual([]);
});

type Files = Readonly<Record<string, readonly [type: string, text: string]>>;

async function servePages(files: () => Files) {
  const server = createServer(({ url = '' }, response) => {
    const [type, text] = files()[url] ?? ['text/plain', ''];
    response.writeHead(text === '' ? 404 : 200, { 'content-type': `${type}; charset=utf-8` }).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
