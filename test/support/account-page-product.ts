import type { Browser } from 'playwright-core';
import { inject } from 'vitest';
import { loggedIn, newAddress, registered } from './accounts.ts';
import { launchChromium } from './graphiql.ts';
import { createGraphQLClient, createSignedInClient, type GraphQLClient } from './graphql-client.ts';
import { type Mailbox, mailboxOf } from './mailbox.ts';
import { openFolder } from './namespaces.ts';
import { type RunningProduct, type Settings, startProduct } from './product.ts';
import { findFreePort } from './servers/free-port.ts';

/** A product whose mails lead to its own pages, with a browser for them. */
export interface AccountPageProduct extends AsyncDisposable {
  readonly browser: Browser;
  readonly url: string;
  readonly mailbox: Mailbox;
  readonly settings: Settings;
  readonly anybody: GraphQLClient;
  output(): string;
  /** Somebody new, who is signed in. */
  person(): Promise<{ readonly email: string; readonly client: GraphQLClient }>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same data, at the same port. */
  start(): Promise<void>;
}

export async function startAccountPageProduct(others: Settings = {}): Promise<AccountPageProduct> {
  const { settings: folder, remove } = await openFolder();
  const port = String(await findFreePort());
  const settings = { ...folder, PORT: port, LIMIT_MAILS_PER_SOURCE: 'off', ...others };
  const url = `http://localhost:${port}`;
  const browser = await launchChromium(inject('chromiumPath'));
  let product: RunningProduct = await startProduct(settings);
  const anybody = createGraphQLClient(url);
  return {
    browser,
    url,
    settings,
    anybody,
    mailbox: mailboxOf(settings),
    output: () => product.output(),
    async person() {
      const email = newAddress();
      await registered(anybody, email);
      const { tokens } = await loggedIn(anybody, email);
      return { email, client: createSignedInClient(url, tokens.accessToken) };
    },
    async kill() {
      await product.kill();
    },
    async start() {
      product = await startProduct(settings);
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await product[Symbol.asyncDispose]();
      await remove();
    },
  };
}
