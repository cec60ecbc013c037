import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** The paths that a server answers, each by its own handler. */
export type Routes = Readonly<Record<string, Handler>>;

export interface RunningServer {
  readonly port: number;
  /** Takes no more connections, lets running requests end, and cuts what is left after a few seconds. */
  stop(): Promise<void>;
}

const graceMilliseconds = 3_000;

/** Starts a server. @throws the system's error when the address cannot be listened on */
export async function startHttpServer(
  routes: Routes,
  address: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const handler = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (handler === undefined) return sendJson(response, 404, { error: 'There is nothing at this path.' });
    return handler(request, response);
  });
  await listen(server, address);
  return { port: (server.address() as AddressInfo).port, stop: () => stop(server) };
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

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
