import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished } from 'vitest';
import { loggedIn, newAddress, registered } from './accounts.ts';
import { createGraphQLClient, createSignedInClient } from './graphql-client.ts';
import { openFolder } from './namespaces.ts';
import { me, refresh } from './operations.ts';
import { type Settings, startProduct } from './product.ts';
import { runGatehouse } from './run-gatehouse.ts';

/** A token whose key nobody has: who meets it looks into the ring. */
const tokenOfUnknownKey = ['{"alg":"ES256","kid":"unknown"}', '{}', '{}']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

/** An embedded product with somebody who is signed in. */
export async function signedInProduct(settings: Settings = {}) {
  const { settings: own, remove } = await openFolder();
  onTestFinished(remove);
  const all = { ...own, ...settings };
  const product = await startProduct(all);
  onTestFinished(() => product[Symbol.asyncDispose]());
  const client = createGraphQLClient(product.url);
  const email = newAddress();
  await registered(client, email);
  const { tokens } = await loggedIn(client, email);
  let { refreshToken } = tokens;
  return {
    product,
    settings: all,
    token: tokens.accessToken,
    /** The next access token of the session. */
    async refreshed(): Promise<string> {
      const { refresh: result } = await client.get(refresh, { input: { refreshToken } });
      if (result.__typename !== 'RefreshSuccess' || result.tokens === null)
        throw new Error(result.__typename);
      refreshToken = result.tokens.refreshToken;
      return result.tokens.accessToken;
    },
    async isAccepted(token: string): Promise<boolean> {
      const { data } = await createSignedInClient(product.url, token).ask(me, {});
      return data?.me?.email === email;
    },
    /** Lets the gateway read the ring now, which it does once in five seconds. */
    lookAgain: () => createSignedInClient(product.url, tokenOfUnknownKey).ask(me, {}),
    async publishedKeys(): Promise<readonly unknown[]> {
      const jwks = await (await fetch(`${product.url}/.well-known/jwks.json`)).json();
      return (jwks as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
    },
  };
}

/** `gatehouse keys`, provided that it succeeds. */
export async function keysCommand(args: readonly string[], settings: Settings): Promise<string> {
  const { code, stdout, stderr } = await runGatehouse(['keys', ...args], settings);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

export async function listedKeys(settings: Settings): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const lines = (await keysCommand(['list', '--json'], settings)).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

/** As if all that happened to the keys had happened so much earlier. */
export function passSeconds(seconds: number, { DATA_DIR = '' }: Settings): void {
  const database = new DatabaseSync(join(DATA_DIR, 'gatehouse.db'));
  database.exec('pragma busy_timeout = 5000');
  database
    .prepare('update signing_keys set created_at = created_at - ?1, active_from = active_from - ?1')
    .run(seconds * 1_000);
  database.close();
}

export function keyOf(token: string): string {
  const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
  return (header as { kid: string }).kid;
}
