import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Log } from '../application/log.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** The paths that a server answers, each by its own handler. */
export type Routes = Readonly<Record<string, Handler>>;

export interface RunningServer {
  readonly port: number;
  /** Takes no more connections, lets running requests end, and cuts what is left after a few seconds. */
  stop(): Promise<void>;
}

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

/** Starts a server. @throws CannotListen */
export async function startHttpServer(
  routes: Routes,
  { log, ...address }: Address & { readonly log: Log },
): Promise<RunningServer> {
  const server = createServer(async (request, response) => {
    try {
      await answer(routes, request, response);
    } catch (error) {
      log.error({ err: error }, 'A request failed unexpectedly');
      // What has begun cannot become another answer: the end of the connection tells that it is not whole.
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: 'Something went wrong here. Try again later.' });
    }
  });
  const unused = trackUnused(server);
  await listen(server, address);
  return { port: (server.address() as AddressInfo).port, stop: () => stop(server, unused) };
}

function answer(routes: Routes, request: IncomingMessage, response: ServerResponse): unknown {
  if (!isHost(request.headers.host)) {
    return sendJson(response, 400, {
      error: 'The header Host is no name of a host, with or without a port.',
    });
  }
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const handler = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (handler === undefined) return sendJson(response, 404, { error: 'There is nothing at this path.' });
  return handler(request, response);
}

/** Whether addresses can be made of the header (RFC 9110, section 7.2). HTTP/1.0 may leave it out. */
function isHost(host: string | undefined): boolean {
  return host === undefined || (!/[\s/\\?#@]/.test(host) && URL.canParse(`http://${host}/`));
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(`${JSON.stringify(body)}\n`);
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
