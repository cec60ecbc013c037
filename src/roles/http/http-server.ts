import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Log } from '../../application/log.ts';
import { answerFailure, Refused } from './answer-failure.ts';
import { allowed, type Guard, handlerOf, type Routes, routeOf } from './routes.ts';
import { createSecurityHeaders } from './security-headers.ts';

export interface RunningServer {
  readonly port: number;
  /** Takes no more connections, lets running requests end, and cuts what is left after a few seconds. */
  stop(): Promise<void>;
}

/** How long clients may take, in milliseconds. */
export interface Patience {
  /** Until the headers of a request are there. */
  readonly headers: number;
  /** Until all of a request is there. The answer may take as long as it takes: a subscription lasts. */
  readonly request: number;
  /** Until another request comes on the same connection. Longer than proxies keep theirs, or they lose requests. */
  readonly keepAlive: number;
  /** How often it is looked for connections that are late. */
  readonly sweep: number;
}

const standardPatience: Patience = { headers: 10_000, request: 30_000, keepAlive: 65_000, sweep: 1_000 };
const graceMilliseconds = 3_000;
const sweepMilliseconds = 20;

/** The address that the settings name cannot be listened on. */
class CannotListen extends Error {
  override readonly name = 'CannotListen';
}

interface Address {
  readonly host: string;
  readonly port: number;
  /** The setting that the port comes from; PORT if left out. */
  readonly setting?: string;
}

interface Options extends Address {
  readonly log: Log;
  /** What looks at requests that have a route, in this order. */
  readonly guards?: readonly Guard[];
  /** Whether clients reach the server by https; not if left out. */
  readonly isHttps?: boolean;
  readonly patience?: Patience;
}

/** Starts a server. @throws CannotListen */
export async function startHttpServer(routes: Routes, options: Options): Promise<RunningServer> {
  const { log, guards = [], isHttps = false, patience = standardPatience, ...address } = options;
  const handlers = { routes, guards: [createSecurityHeaders({ isHttps }), refuseOddHosts, ...guards] };
  const limits = {
    headersTimeout: patience.headers,
    requestTimeout: patience.request,
    keepAliveTimeout: patience.keepAlive,
    connectionsCheckingInterval: patience.sweep,
  };
  const server = createServer(limits, async (request, response) => {
    try {
      await answer(handlers, request, response);
    } catch (error) {
      answerFailure(error, response, { route: routeOf(routes, request), log });
    }
  });
  const unused = trackUnused(server);
  await listen(server, address);
  return { port: (server.address() as AddressInfo).port, stop: () => stop(server, unused) };
}

function answer(
  { routes, guards }: { readonly routes: Routes; readonly guards: readonly Guard[] },
  request: IncomingMessage,
  response: ServerResponse,
): unknown {
  for (const guard of guards) guard(request, response);
  const route = routeOf(routes, request);
  if (route === undefined) throw new Refused(404, 'There is nothing at this path.');
  if (request.method === 'OPTIONS') return response.writeHead(204, { allow: allowed(route) }).end();
  const handler = handlerOf(route, request.method);
  if (handler !== undefined) return handler(request, response);
  throw new Refused(405, 'This path does not know the method: see the header Allow.', {
    headers: { allow: allowed(route) },
  });
}

/** Addresses can be made of the header Host (RFC 9110, section 7.2). HTTP/1.0 may leave it out. */
function refuseOddHosts({ headers: { host } }: IncomingMessage): void {
  if (host === undefined || (!/[\s/\\?#@]/.test(host) && URL.canParse(`http://${host}/`))) return;
  throw new Refused(400, 'The header Host is no name of a host, with or without a port.');
}

function listen(server: Server, address: Address): Promise<void> {
  const { host, port } = address;
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) =>
      reject(new CannotListen(explain(error, address), { cause: error }));
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      resolve();
    });
  });
}

function explain({ code, message }: NodeJS.ErrnoException, { host, port, setting = 'PORT' }: Address) {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use: stop what listens there, or set ${setting} to another one.`;
    case 'EACCES':
      return `Port ${port} is not for this user to listen on: set ${setting} to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine: set HOST to one of them, or to 0.0.0.0 for all.`;
    default:
      return `Port ${port} of ${host} cannot be listened on: ${message}.`;
  }
}

/** Connections that never sent a request, which count as busy for Node until they time out. */
function trackUnused(server: Server): ReadonlySet<Socket> {
  const unused = new Set<Socket>();
  server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));
  return unused;
}

function stop(server: Server, unused: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
    // A connection whose answer ends only now, as a subscription's does, would be kept for another request.
    const sweep = setInterval(() => server.closeIdleConnections(), sweepMilliseconds);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
    for (const socket of unused) socket.destroy();
  });
}
