import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningServer, startHttpServer } from '../../../../src/roles/http/http-server.ts';
import { createTestLog } from '../../../support/test-log.ts';

let server: RunningServer;
let log: ReturnType<typeof createTestLog>;

beforeEach(async () => {
  log = createTestLog();
  const routes = {
    '/': (_request: unknown, response: { end(text: string): void }) => response.end('here'),
    '/throws': () => {
      throw new Error('a secret');
    },
    '/rejects': () => Promise.reject(new Error('a secret')),
    '/breaks-off': async (_request: unknown, response: { write(text: string): void }) => {
      response.write('half');
      throw new Error('a secret');
    },
  };
  server = await startHttpServer(routes, { host: '127.0.0.1', port: 0, log });
});

afterEach(() => server.stop());

test.each(['[', 'a b', 'x:99999999', 'x:y', 'a/b', 'user@host', 'a?b', 'a#b', '[::1', '%zz'])(
  'refuses the host %j in words',
  async (host) => {
    expect(await get('/', host)).toEqual({
      status: 400,
      body: '{"error":"The header Host is no name of a host, with or without a port."}\n',
    });
  },
);

test.each(['localhost', 'localhost:4000', '127.0.0.1:80', '[::1]:4000', 'my_service', 'bücher.example'])(
  'takes the host %j',
  async (host) => {
    expect(await get('/', Buffer.from(host).toString('latin1'))).toEqual({ status: 200, body: 'here' });
  },
);

test('stops at once beside a connection that nobody has used yet, as browsers open them', async () => {
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  expect((await get('/', 'localhost')).status).toBe(200);
  const begun = performance.now();
  const closed = once(socket, 'close');
  await server.stop();
  await closed;
  expect(performance.now() - begun).toBeLessThan(1_000);
});

test.each(['/throws', '/rejects'])('tells the log why %s fails, and callers nothing', async (path) => {
  expect(await get(path, 'localhost')).toEqual({
    status: 500,
    body: '{"error":"Something went wrong here. Try again later."}\n',
  });
  expect(log.messages).toEqual(['A request failed unexpectedly']);
});

test('cuts an answer that breaks off', async () => {
  await expect(get('/breaks-off', 'localhost')).rejects.toThrow('aborted');
  expect(log.messages).toEqual(['A request failed unexpectedly']);
});

function get(path: string, host: string): Promise<{ readonly status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, path, headers: { host }, agent: false };
    const sent = request(options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode, body }));
    });
    sent.once('error', reject).end();
  });
}
