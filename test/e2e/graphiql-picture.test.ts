import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { launchChromium, openGraphiQL } from '../support/graphiql.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { openFolder } from '../support/namespaces.ts';
import { logIn, register } from '../support/operations.ts';
import { startProduct } from '../support/product.ts';
import { password } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

// Where to put the picture: docs/images/graphiql.png renews the one in the documents.
const { GRAPHIQL_PICTURE = join(tmpdir(), `graphiql-${process.pid}.png`) } = process.env;

const email = 'ada@example.com';
// Prettified once it is typed.
const operation =
  'query Me { me { displayName email loginCount lastLoginAt sessions { current } ' +
  'events(first: 4) { edges { node { version type at } } } } }';

test('GraphiQL is photographed with an operation and its answer', async () => {
  const { settings, remove } = await openFolder();
  onTestFinished(remove);
  await using product = await startProduct(settings);
  const client = createGraphQLClient(product.url);
  await client.get(register, { input: { email, password, displayName: 'Ada Lovelace' } });
  await client.get(logIn, { input: { email, password: 'not the right password' } });

  const browser = await launchChromium(inject('chromiumPath'));
  onTestFinished(() => browser.close());
  // Browsers keep secure cookies of this name without https.
  const graphiql = await openGraphiQL(browser, product.url.replace('127.0.0.1', 'localhost'));
  const { page } = graphiql;
  const body = JSON.stringify({
    query: logIn.document,
    variables: { input: { email, password, delivery: 'COOKIE' } },
  });
  await page.evaluate(
    (text) =>
      fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: text }),
    body,
  );
  await graphiql.newTab();
  await graphiql.type(operation);
  await page.getByRole('button', { name: /^Prettify query/ }).click();
  await page.getByRole('button', { name: 'Hide editor tools' }).click();
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await graphiql.run();
  await waitFor(async () => expect(await graphiql.result()).toContain('"UserRegistered"'));
  await page.mouse.move(1_000, 890);
  const picture = await page.screenshot({ path: GRAPHIQL_PICTURE, animations: 'disabled', caret: 'hide' });
  if (process.env['GRAPHIQL_PICTURE'] === undefined) rmSync(GRAPHIQL_PICTURE);
  // The header of a PNG holds its width and height (RFC 2083, section 4.1.1).
  expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1_440, 900]);
});
