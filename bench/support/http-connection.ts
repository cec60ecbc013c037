import { once } from 'node:events';
import { connect } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** One connection that is kept alive, for one request after the other. */
export interface HttpConnection {
  /** @param request a whole one, with its head */
  send(request: Buffer): Promise<HttpAnswer>;
  close(): void;
}

const headEnd = Buffer.from('\r\n\r\n');

/**
 * A client that does next to nothing, as it shares the machine with what it measures: it reads the status and
 * the body by its Content-Length.
 */
export async function openConnection(port: number): Promise<HttpConnection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let received: Buffer = Buffer.alloc(0);
  let waiting: PromiseWithResolvers<HttpAnswer> | null = null;
  const fail = (error: Error) => waiting?.reject(error);
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('The gateway closed the connection.')));
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    try {
      const answer = toAnswer(received);
      if (answer === null) return;
      received = Buffer.alloc(0);
      waiting?.resolve(answer);
    } catch (error) {
      waiting?.reject(error);
    }
  });
  await once(socket, 'connect');
  return {
    send(request) {
      waiting = Promise.withResolvers();
      socket.write(request);
      return waiting.promise;
    },
    close: () => socket.destroy(),
  };
}

/** Null while something of it is still to come. */
function toAnswer(received: Buffer): HttpAnswer | null {
  const end = received.indexOf(headEnd);
  if (end === -1) return null;
  const head = received.toString('latin1', 0, end);
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1]);
  if (Number.isNaN(length)) throw new Error(`The answer has no Content-Length:\n${head}`);
  const from = end + headEnd.length;
  if (received.length < from + length) return null;
  return { status: Number(head.slice(9, 12)), body: received.toString('utf8', from, from + length) };
}

/** A GraphQL request, as it goes over the wire. */
export function toRequest(body: object, token?: string): Buffer {
  const json = JSON.stringify(body);
  const head = [
    'POST /graphql HTTP/1.1',
    'host: localhost',
    'content-type: application/json',
    'accept: application/graphql-response+json, application/json',
    ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
    `content-length: ${Buffer.byteLength(json)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${json}`);
}
