import { loggedIn, newAddress, registered } from './accounts.ts';
import { ask as askServer, type PlainAnswer, type Question } from './ask.ts';
import { createGraphQLClient } from './graphql-client.ts';
import { openFolder } from './namespaces.ts';
import { type Settings, startProduct } from './product.ts';

export const publicUrl = 'https://id.example.com/gate';
/** An origin whose pages may use the gateway. */
export const friend = 'https://app.example.com';
export const serviceSecret = 'a-secret-of-the-shop-with-40-characters!';
export const otherServiceSecret = 'another-secret-of-the-mail-0123456789';

/** The product with services and a friendly origin, and what asks it without GraphQL. */
export async function startEndpoints(others: Settings = {}) {
  const { settings, remove } = await openFolder();
  const product = await startProduct({
    ...settings,
    PUBLIC_URL: publicUrl,
    SERVICE_CLIENTS: `shop:${serviceSecret} mail:${otherServiceSecret}`,
    CORS_ORIGINS: friend,
    BODY_BYTES: '20000',
    ...others,
  });
  const ask = (path: string, question: Omit<Question, 'path'> = {}): Promise<PlainAnswer> =>
    askServer(product.url, { path, ...question });
  const form = (
    path: string,
    fields: Readonly<Record<string, string>> | string,
    authorization?: string,
  ): Promise<PlainAnswer> => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const headers = authorization === undefined ? type : { ...type, authorization };
    return ask(path, { method: 'POST', headers, body: new URLSearchParams(fields).toString() });
  };
  return {
    url: product.url,
    ask,
    form,
    /** What a service is told of a token. */
    introspect: async (token: string): Promise<unknown> =>
      JSON.parse((await form('/oauth/introspect', { token }, basic(`shop:${serviceSecret}`))).body),
    /** Somebody new who logged in. */
    async person() {
      const client = createGraphQLClient(product.url);
      const email = newAddress();
      await registered(client, email);
      return loggedIn(client, email);
    },
    async close() {
      await product[Symbol.asyncDispose]();
      await remove();
    },
  };
}

export type Endpoints = Awaited<ReturnType<typeof startEndpoints>>;

/** The header Authorization for a name and a secret (RFC 7617). */
export function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

/** The id that a global id holds. */
export function uuidOf(globalId: string): string | undefined {
  return Buffer.from(globalId, 'base64').toString().split(':')[1];
}

export function withBearer(token: string): { readonly headers: Readonly<Record<string, string>> } {
  return { headers: { authorization: `Bearer ${token}` } };
}

/** Both cookies of a browser. */
export function tokenCookies(access: string, refresh: string): string {
  return `__Host-gatehouse-access=${access}; __Host-gatehouse-refresh=${refresh}`;
}
