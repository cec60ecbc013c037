import { expect, onTestFinished, test } from 'vitest';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import { ask as askServer, type Question } from '../support/ask.ts';
import { basic, serviceSecret, tokenCookies, withBearer } from '../support/endpoints.ts';
import { createGraphQLClient, createSignedInClient } from '../support/graphql-client.ts';
import { openFolder } from '../support/namespaces.ts';
import { me } from '../support/operations.ts';
import { startProduct } from '../support/product.ts';
import { startRedis } from '../support/servers/redis.ts';
import { waitFor } from '../support/wait-for.ts';

test('nobody is let in, sent away or told anything of a token while the sessions cannot be asked', async () => {
  const { settings, remove } = await openFolder();
  onTestFinished(remove);
  const first = await startRedis();
  await using product = await startProduct({
    ...settings,
    REDIS_URL: first.url,
    SERVICE_CLIENTS: `shop:${serviceSecret}`,
    LIMIT_GUESSES_PER_SOURCE: '300/1h',
  });
  const client = createGraphQLClient(product.url);
  const email = newAddress();
  await registered(client, email);
  const { tokens } = await loggedIn(client, email);
  const ask = (path: string, question: Question) => askServer(product.url, { ...question, path });
  const bearer = withBearer(tokens.accessToken);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const post = (headers: Readonly<Record<string, string>>): Question => ({
    method: 'POST',
    headers: { ...form, ...headers },
    body: `token=${encodeURIComponent(tokens.accessToken)}`,
  });
  const questions: Readonly<Record<string, readonly [string, Question]>> = {
    'by header': ['/auth/verify', bearer],
    'by cookie': ['/auth/verify', { headers: { cookie: tokenCookies(tokens.accessToken, 'x') } }],
    'status by header': ['/auth/status', bearer],
    'status by cookie': [
      '/auth/status',
      { headers: { cookie: tokenCookies('expired', tokens.refreshToken) } },
    ],
    introspection: ['/oauth/introspect', post({ authorization: basic(`shop:${serviceSecret}`) })],
    'a wrong service': ['/oauth/introspect', post({ authorization: basic('shop:wrong') })],
    revocation: ['/oauth/revoke', post({})],
  };
  const statuses = async () =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(questions).map(async ([what, [path, question]]) => {
          const { status, headers } = await ask(path, question);
          return [what, { status, retryAfter: headers['retry-after'] }] as const;
        }),
      ),
    );

  await first.kill();
  // Within half a second the answer of before may stand.
  await waitFor(async () => {
    const unavailable = { status: 503, retryAfter: '1' };
    expect(await statuses()).toEqual(
      Object.fromEntries(Object.keys(questions).map((what) => [what, unavailable])),
    );
  });
  const signedIn = createSignedInClient(product.url, tokens.accessToken);
  expect(await signedIn.codeOf(me, {})).toBe('SERVICE_UNAVAILABLE');

  await startRedis({ port: first.port, dataDir: first.dataDir });
  await waitFor(async () => expect((await ask('/auth/verify', bearer)).status).toBe(204));
}, 60_000);
