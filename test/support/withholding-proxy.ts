import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server on which answers can get stuck. Disposing of it ends every connection. */
export interface WithholdingProxy extends AsyncDisposable {
  /** Where clients connect to in place of the server. */
  readonly port: number;
  /** Passes no answer on from the first one that holds this text. Resolves once the server gave it. */
  withholdFrom(text: string): Promise<void>;
}

/** Passes everything on between clients and a server, until it is told to withhold the answers. */
export async function startWithholdingProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<WithholdingProxy> {
  const sockets = new Set<Socket>();
  let passes = (_answer: Buffer): boolean => true;

  function join(socket: Socket, other: Socket): void {
    sockets.add(socket);
    // The end of the one is the end of the other, whatever the reason was.
    socket.on('error', () => other.destroy());
    socket.on('close', () => other.destroy());
  }

  const server = createServer((client) => {
    const upstream = connect(target);
    join(client, upstream);
    join(upstream, client);
    client.on('data', (question) => upstream.write(question));
    upstream.on('data', (answer) => passes(answer) && client.write(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    withholdFrom: (text) =>
      new Promise((given) => {
        passes = (answer) => {
          if (!answer.includes(text)) return true;
          passes = () => false;
          given();
          return false;
        };
      }),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
