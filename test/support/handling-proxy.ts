import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface Question {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * Makes the answer to a question, by asking the server or not. Null leaves the client without one; when it rejects, the
 * client sees the connection end.
 */
export type Handle = (question: Question, ask: () => Promise<Answer>) => Promise<Answer | null>;

/** A way to Elasticsearch on which each request becomes what one likes. It ends with the test. */
export async function startHandlingProxy(target: string, handle: Handle): Promise<string> {
  const server = createServer(async (incoming, outgoing) => {
    const question = await questionOf(incoming);
    try {
      const answer = await handle(question, () => ask(target, question, incoming.headers['content-type']));
      if (answer === null) return;
      const type = 'application/vnd.elasticsearch+json;compatible-with=9';
      outgoing.writeHead(answer.status, { 'content-type': type, 'x-elastic-product': 'Elasticsearch' });
      outgoing.end(answer.body);
    } catch {
      incoming.socket.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function questionOf(incoming: IncomingMessage): Promise<Question> {
  const { method = 'GET', url: path = '' } = incoming;
  return { method, path, body: await text(incoming) };
}

async function ask(
  target: string,
  { method, path, body }: Question,
  contentType: string | undefined,
): Promise<Answer> {
  const response = await fetch(`${target}${path}`, {
    method,
    headers: contentType === undefined ? {} : { 'content-type': contentType, accept: contentType },
    ...(body === '' ? {} : { body }),
  });
  return { status: response.status, body: method === 'HEAD' ? '' : await response.text() };
}
