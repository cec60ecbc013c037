import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import { type GraphiQL, launchChromium, openGraphiQL } from '../support/graphiql.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { openFolder } from '../support/namespaces.ts';
import { type RunningProduct, startProduct } from '../support/product.ts';
import { adminEmail, password } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

let browser: Browser;
let product: RunningProduct;
let removeFolder: () => Promise<void>;
let graphiql: GraphiQL;

beforeAll(async () => {
  const { settings, remove } = await openFolder();
  removeFolder = remove;
  product = await startProduct({ ...settings, ADMIN_EMAIL: adminEmail, ADMIN_PASSWORD: password });
  browser = await launchChromium(inject('chromiumPath'));
});

afterEach(async () => {
  expect(graphiql.foreignRequests).toEqual([]);
  expect(graphiql.errors).toEqual([]);
  await graphiql.page.close();
});

afterAll(async () => {
  await browser.close();
  await product[Symbol.asyncDispose]();
  await removeFolder();
});

test('the first tab shows example operations, without anything from another server', async () => {
  graphiql = await openGraphiQL(browser, product.url);
  await expectOperation('# 1. Make an account.');
  await expectOperation('mutation Register {');
});

test('a person types an operation, runs it, and reads the answer', async () => {
  graphiql = await openGraphiQL(browser, product.url);
  await graphiql.newTab();
  await graphiql.type('query Own { __typename me { email } }');
  await graphiql.run();
  await expectResult('"__typename": "Query"');
  await expectResult('"me": null');
});

test('with a token in the headers the answer is one’s own', async () => {
  const { email, token } = await person();
  graphiql = await openGraphiQL(browser, product.url);
  await graphiql.newTab();
  await graphiql.setHeaders({ Authorization: `Bearer ${token}` });
  await graphiql.type('query Own { me { email loginCount } }');
  await graphiql.run();
  await expectResult(`"email": "${email}"`);
  await expectResult('"loginCount": 1');
});

test('a login of somebody else appears while a subscription runs', async () => {
  const { tokens } = await waitFor(() => loggedIn(anybody(), adminEmail));
  graphiql = await openGraphiQL(browser, product.url);
  await graphiql.newTab();
  await graphiql.setHeaders({ Authorization: `Bearer ${tokens.accessToken}` });
  await graphiql.type('subscription Watch { loginEvents { login { outcome userId } } }');
  const subscribed = graphiql.page.waitForResponse((response) =>
    (response.headers()['content-type'] ?? '').startsWith('text/event-stream'),
  );
  await graphiql.run();
  await subscribed;
  const { id } = await person();
  await expectResult(`"userId": "${id}"`);
  await expectResult('"outcome": "SUCCEEDED"');
});

function anybody() {
  return createGraphQLClient(product.url);
}

async function person() {
  const email = newAddress();
  await registered(anybody(), email);
  const { tokens, user } = await loggedIn(anybody(), email);
  return { email, id: user.id, token: tokens.accessToken };
}

async function expectOperation(text: string): Promise<void> {
  await waitFor(async () => expect(await graphiql.operation()).toContain(text));
}

async function expectResult(text: string): Promise<void> {
  await waitFor(async () => expect(await graphiql.result()).toContain(text));
}
