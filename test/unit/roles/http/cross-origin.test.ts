import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCorsHeaders, createForgeryGuard } from '../../../../src/roles/http/cross-origin.ts';
import { type RunningServer, startHttpServer } from '../../../../src/roles/http/http-server.ts';
import { ask } from '../../../support/ask.ts';
import { createTestLog } from '../../../support/test-log.ts';

const friend = 'https://app.example.com';

let server: RunningServer;

beforeEach(async () => {
  const options = { publicUrl: 'https://id.example.com', origins: [friend] };
  const answer = (_request: unknown, response: { end(text: string): void }) => response.end('done');
  server = await startHttpServer(
    { '/': { GET: answer, POST: answer } },
    {
      host: '127.0.0.1',
      port: 0,
      log: createTestLog(),
      guards: [createCorsHeaders(options), createForgeryGuard(options)],
    },
  );
});

afterEach(() => server.stop());

const send = (method: string, headers: Readonly<Record<string, string>>) =>
  ask(`http://127.0.0.1:${server.port}`, { method, headers });

const refused = '{"error":"Pages of this origin may not send this: see CORS_ORIGINS."}\n';

test.each([
  ['no browser at all', {}],
  ['a page of PUBLIC_URL', { origin: 'https://id.example.com' }],
  [
    'a page of PUBLIC_URL behind a proxy with another Host',
    { origin: 'https://id.example.com', host: 'gw:4000' },
  ],
  ['a page of the host itself', { origin: 'http://gw:4000', host: 'gw:4000' }],
  ['a page of the host itself, at the port of its scheme', { origin: 'https://gw', host: 'gw:443' }],
  ['an origin that may', { origin: friend, 'sec-fetch-site': 'cross-site' }],
  ['a page of the host whose origin is hidden', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
  ['a person', { 'sec-fetch-site': 'none' }],
])('takes a request from %s', async (_who, headers) => {
  expect(await send('POST', headers)).toMatchObject({ status: 200, body: 'done' });
});

test.each([
  ['of another origin', { origin: 'https://evil.example' }],
  ['of another origin whose browser says nothing more', { origin: 'http://evil.example', host: 'gw:4000' }],
  [
    'of another port of the host',
    { origin: 'http://gw:4001', host: 'gw:4000', 'sec-fetch-site': 'same-site' },
  ],
  [
    'of PUBLIC_URL by http, where anybody may have changed it',
    { origin: 'http://id.example.com', host: 'id.example.com' },
  ],
  ['of a name that only begins like one that may', { origin: `${friend}.evil.example` }],
  ['of a name that only ends like one that may', { origin: 'https://evil-app.example.com' }],
  ['of no name', { origin: 'null' }],
  ['in a sandbox', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
  ['of another site, whose origin is not sent', { 'sec-fetch-site': 'cross-site' }],
  ['of a neighbour, whose origin is not sent', { 'sec-fetch-site': 'same-site' }],
  ['of what is no origin', { origin: 'gw:4000', host: 'gw:4000' }],
  ['in a file', { origin: 'file://', host: 'gw:4000' }],
  ['of another kind under the name of the host', { origin: 'app://gw:4000', host: 'gw:4000' }],
  [
    'that names a host by Forwarded',
    { origin: 'http://evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
  ],
])('refuses a request of a page %s', async (_what, headers) => {
  expect(await send('POST', headers)).toMatchObject({ status: 403, body: refused });
});

describe('the headers that let another page read', () => {
  test('are given to an origin that may', async () => {
    const headers = { origin: friend };
    expect(await send('GET', headers)).toMatchObject({
      status: 200,
      headers: {
        vary: 'Origin',
        'access-control-allow-origin': friend,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'Retry-After,WWW-Authenticate',
      },
    });
    const asked = {
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,idempotency-key',
    };
    expect(await send('OPTIONS', { ...headers, ...asked })).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': friend,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'GET,HEAD,POST',
        'access-control-allow-headers': 'content-type,idempotency-key',
        'access-control-max-age': '600',
      },
    });
  });

  test.each(['https://evil.example', 'null', `${friend}.evil.example`, `${friend}:444`, '*'])(
    'are given to no other: %s',
    async (origin) => {
      for (const method of ['GET', 'OPTIONS', 'POST']) {
        const { headers } = await send(method, { origin, 'access-control-request-method': 'POST' });
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
        expect(headers['vary']).toBe('Origin');
      }
    },
  );

  test('are given with a refusal too, so that the page reads why', async () => {
    const { status, headers } = await send('PUT', { origin: friend });
    expect({ status, origin: headers['access-control-allow-origin'] }).toEqual({
      status: 405,
      origin: friend,
    });
  });
});
