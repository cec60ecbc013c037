import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface CuttingProxy {
  readonly port: number;
  /**
   * Ends that many connections instead of passing an answer on that holds a text. The function that it returns
   * tells how many it has ended by then.
   */
  cutAt(text: string, times: number): () => number;
  stop(): Promise<void>;
}

/** Passes everything on between clients and a server, except the answers that it was told to cut off. */
export async function startCuttingProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let cut = { text: Buffer.alloc(0), times: 0, done: 0 };

  function join(socket: Socket, other: Socket): void {
    sockets.add(socket);
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
    upstream.on('data', (answer) => {
      const isCut = cut.done < cut.times && answer.includes(cut.text);
      if (!isCut) return client.write(answer);
      cut.done += 1;
      return client.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cutAt: (text, times) => {
      const counting = { text: Buffer.from(text), times, done: 0 };
      cut = counting;
      return () => counting.done;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
