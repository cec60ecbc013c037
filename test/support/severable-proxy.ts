import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { ProxyTarget } from './answer-proxy.ts';

/** A way to a server that can be cut. Disposing of it ends every connection. */
export interface SeverableProxy extends AsyncDisposable {
  /** Where clients connect to in place of the server. */
  readonly port: number;
  /** Ends every connection, and takes no others. */
  sever(): void;
  /** Keeps every connection, and lets nothing through. */
  silence(): void;
  restore(): void;
}

/** Passes everything on between clients and a server, as long as it is not cut. */
export async function startSeverableProxy(target: ProxyTarget): Promise<SeverableProxy> {
  const sockets = new Set<Socket>();
  let state: 'passing' | 'severed' | 'silent' = 'passing';

  function join(socket: Socket, other: Socket): void {
    sockets.add(socket);
    socket.on('data', (data) => {
      if (state === 'passing') other.write(data);
    });
    // The end of the one is the end of the other, whatever the reason was.
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
  }

  function endAll(): void {
    for (const socket of sockets) socket.destroy();
  }

  const server = createServer((client) => {
    if (state === 'severed') return void client.destroy();
    const upstream = connect(target);
    join(client, upstream);
    join(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    sever() {
      state = 'severed';
      endAll();
    },
    silence() {
      state = 'silent';
    },
    restore() {
      // What was lost on the way would be missing in a connection that goes on.
      if (state === 'silent') endAll();
      state = 'passing';
    },
    async [Symbol.asyncDispose]() {
      endAll();
      server.close();
      await once(server, 'close');
    },
  };
}
