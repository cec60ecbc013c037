import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Where a server listens. */
export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

/** A way to a server. */
export interface AnswerProxy {
  /** Where clients connect to in place of the server. */
  readonly port: number;
  /** Ends every connection. */
  stop(): Promise<void>;
}

/** Passes what clients ask on to a server, and leaves it to `deliver` what becomes of each answer. */
export async function startAnswerProxy(
  target: ProxyTarget,
  deliver: (answer: Buffer, client: Socket) => void,
): Promise<AnswerProxy> {
  const sockets = new Set<Socket>();

  function join(socket: Socket, other: Socket): void {
    sockets.add(socket);
    // The end of the one is the end of the other, whatever the reason was.
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
  }

  const server = createServer((client) => {
    const upstream = connect(target);
    join(client, upstream);
    join(upstream, client);
    client.on('data', (question) => upstream.write(question));
    upstream.on('data', (answer) => deliver(answer, client));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
