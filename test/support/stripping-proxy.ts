import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that serves a gateway below a path, which the gateway does not see. */
export interface StrippingProxy extends AsyncDisposable {
  readonly url: string;
  /** The first line and the headers of every request so far, as one text each. */
  readonly heads: readonly string[];
}

/** @param target where the gateway listens, once it does */
export async function startStrippingProxy(path: string, target: () => string): Promise<StrippingProxy> {
  const heads: string[] = [];
  const server = createServer((request, response) => {
    const { method, url = '', headers, rawHeaders } = request;
    heads.push([method, url, ...rawHeaders].join(' '));
    if (!url.startsWith(`${path}/`)) {
      response.writeHead(404).end();
      return;
    }
    const { hostname, port } = new URL(target());
    const passed = send({ hostname, port, method, path: url.slice(path.length), headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.once('error', () => response.destroy());
    request.pipe(passed);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}${path}`,
    heads,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
