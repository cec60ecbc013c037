import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningServer, startHttpServer } from '../../../../src/roles/http/http-server.ts';
import { readBody } from '../../../../src/roles/http/read-body.ts';
import type { Routes } from '../../../../src/roles/http/routes.ts';
import { ask as askServer, type Question } from '../../../support/ask.ts';
import { createTestLog } from '../../../support/test-log.ts';

let server: RunningServer;
let log: ReturnType<typeof createTestLog>;

const routes: Routes = {
  '/': { GET: (_request, response) => response.end('here') },
  '/echo': { POST: async (request, response) => response.end(await readBody(request, 10)) },
  '/throws': {
    GET: () => {
      throw new Error('a secret');
    },
  },
  '/rejects': { GET: () => Promise.reject(new Error('a secret')) },
  '/breaks-off': {
    GET: async (_request, response) => {
      response.write('half');
      throw new Error('a secret');
    },
  },
};

const patience = { headers: 300, request: 600, keepAlive: 200, sweep: 20 };

beforeEach(async () => {
  log = createTestLog();
  server = await startHttpServer(routes, { host: '127.0.0.1', port: 0, log, patience });
});

afterEach(() => server.stop());

const ask = (question: Question) => askServer(`http://127.0.0.1:${server.port}`, question);

test.each(['[', 'a b', 'x:99999999', 'x:y', 'a/b', 'user@host', 'a?b', 'a#b', '[::1', '%zz'])(
  'refuses the host %j in words',
  async (host) => {
    expect(await ask({ headers: { host } })).toMatchObject({
      status: 400,
      body: '{"error":"The header Host is no name of a host, with or without a port."}\n',
    });
  },
);

test.each(['localhost', 'localhost:4000', '127.0.0.1:80', '[::1]:4000', 'my_service', 'bücher.example'])(
  'takes the host %j',
  async (host) => {
    const headers = { host: Buffer.from(host).toString('latin1') };
    expect(await ask({ headers })).toMatchObject({ status: 200, body: 'here' });
  },
);

test('stops at once beside a connection that nobody has used yet, as browsers open them', async () => {
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  expect((await ask({})).status).toBe(200);
  const begun = performance.now();
  const closed = once(socket, 'close');
  await server.stop();
  await closed;
  expect(performance.now() - begun).toBeLessThan(1_000);
});

test.each(['/throws', '/rejects'])('tells the log why %s fails, and callers nothing', async (path) => {
  expect(await ask({ path })).toMatchObject({
    status: 500,
    body: '{"error":"Something went wrong here. Try again later."}\n',
  });
  expect(log.messages).toEqual(['A request failed unexpectedly']);
});

test('cuts an answer that breaks off', async () => {
  await expect(ask({ path: '/breaks-off' })).rejects.toThrow('aborted');
  expect(log.messages).toEqual(['A request failed unexpectedly']);
});

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'])(
  'refuses the method %s, and says which ones the path knows',
  async (method) => {
    expect(await ask({ method })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, OPTIONS' },
      body: '{"error":"This path does not know the method: see the header Allow."}\n',
    });
  },
);

test('answers HEAD as GET, without the body, and OPTIONS with the methods', async () => {
  expect(await ask({ method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  expect(await ask({ method: 'HEAD', path: '/echo' })).toMatchObject({
    status: 405,
    headers: { allow: 'POST, OPTIONS' },
  });
  expect(await ask({ method: 'OPTIONS', path: '/echo' })).toMatchObject({
    status: 204,
    headers: { allow: 'POST, OPTIONS' },
    body: '',
  });
});

test('has every answer say that it is neither to be kept, framed, run nor guessed at', async () => {
  const questions: readonly Question[] = [{}, { path: '/nothing' }, { path: '/throws' }, { method: 'PUT' }];
  for (const question of questions) {
    const { headers } = await ask(question);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers).not.toHaveProperty('x-powered-by');
  }
});

test('tells browsers to stay with https when clients reach it so', async () => {
  const other = await startHttpServer(routes, { host: '127.0.0.1', port: 0, log, isHttps: true });
  const { headers } = await askServer(`http://127.0.0.1:${other.port}`);
  await other.stop();
  expect(headers['strict-transport-security']).toBe('max-age=31536000');
});

test('takes a body up to the limit, and none that is longer or compressed, however it is sent', async () => {
  const send = (body: Question['body'], headers: Record<string, string> = {}) =>
    ask({ method: 'POST', path: '/echo', headers, ...(body !== undefined && { body }) });
  async function* parts(...texts: readonly string[]) {
    for (const text of texts) yield Buffer.from(text);
  }
  expect(await send('0123456789')).toMatchObject({ status: 200, body: '0123456789' });
  expect(await send(parts('01234', '56789'))).toMatchObject({ status: 200, body: '0123456789' });
  expect(await send('äöüäö', { 'content-encoding': 'identity' })).toMatchObject({ body: 'äöüäö' });
  const tooLong = {
    status: 413,
    body: '{"error":"The body is longer than 10 bytes: send a shorter one."}\n',
  };
  expect(await send('0123456789a')).toMatchObject(tooLong);
  expect(await send(parts('01234', '56789', 'a'))).toMatchObject(tooLong);
  expect(await send('x', { 'content-encoding': 'gzip' })).toMatchObject({
    status: 415,
    headers: { 'accept-encoding': 'identity' },
  });
});

test('answers a client that goes on with a body that is too long, and throws the rest away', async () => {
  async function* megabytes() {
    for (let sent = 0; sent < 8; sent += 1) yield Buffer.alloc(1_000_000, 'x');
  }
  expect(await ask({ method: 'POST', path: '/echo', body: megabytes() })).toMatchObject({ status: 413 });
});

test.each([
  ['has not sent all headers', 'GET / HTTP/1.1\r\nHost: a\r\nX-Slow:'],
  ['has not sent all of the body', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc'],
])('hangs up on a client that %s in time', async (_what, text) => {
  const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
  expect(await everythingFrom(socket)).toMatch(/^HTTP\/1\.1 408 /);
});

test('hangs up on a client that goes on sending after it was refused', async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.write('POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
  const drip = setInterval(() => socket.writable && socket.write('14\r\n01234567890123456789\r\n'), 20);
  expect(await everythingFrom(socket)).toMatch(/^HTTP\/1\.1 413 /);
  clearInterval(drip);
});

test('hangs up on a connection over which no other request comes', async () => {
  const socket = connect(server.port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
  expect(await everythingFrom(socket)).toMatch(/here/);
});

test('says nothing in its log about clients that hang up', async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.end('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc');
  await everythingFrom(socket);
  expect(log.messages).toEqual([]);
});

/** Until the server ends the connection. */
async function everythingFrom(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  // What is still sent when the other end is gone fails, and is no matter.
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return text;
}
