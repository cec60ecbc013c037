import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/**
 * What becomes of bulk requests: each `passes`; is refused as a whole, or are all of its items, with status 429; is done and
 * never answered; or ends with its connection.
 */
export type Behaviour = 'passes' | 'refused' | 'refused item by item' | 'unanswered' | 'cut off';

export interface FaultyProxy {
  readonly url: string;
  behave(behaviour: Behaviour): void;
}

/** A way to Elasticsearch on which bulk requests fail as one likes. It ends with the test. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  let behaviour: Behaviour = 'passes';
  const server = createServer((incoming, outgoing) => {
    const mode = incoming.url?.includes('/_bulk') ? behaviour : 'passes';
    // The client sees the connection end.
    answer(mode, { target, incoming, outgoing }).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behave(next) {
      behaviour = next;
    },
  };
}

interface Exchange {
  readonly target: string;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

const error = { type: 'es_rejected_execution_exception', reason: 'rejected' };

async function answer(behaviour: Behaviour, exchange: Exchange): Promise<void> {
  const { incoming, outgoing } = exchange;
  const body = await text(incoming);
  switch (behaviour) {
    case 'passes':
      return forward(exchange, body);
    case 'refused':
      return tell(outgoing, 429, { error, status: 429 });
    case 'refused item by item':
      return tell(outgoing, 200, { errors: true, items: refusals(body) });
    case 'unanswered':
      return void (await fetch(...requestOf(exchange, body)));
    case 'cut off':
      return void incoming.socket.destroy();
  }
}

/** For every operation, each of which has two lines. */
function refusals(body: string): readonly object[] {
  const operations = body.trimEnd().split('\n').length / 2;
  return Array.from({ length: operations }, () => ({ index: { _index: 'any', status: 429, error } }));
}

async function forward(exchange: Exchange, body: string): Promise<void> {
  const response = await fetch(...requestOf(exchange, body));
  tell(exchange.outgoing, response.status, exchange.incoming.method === 'HEAD' ? '' : await response.text());
}

function requestOf({ target, incoming }: Exchange, body: string): Parameters<typeof fetch> {
  const { method = 'GET', url = '', headers } = incoming;
  const contentType = headers['content-type'];
  return [
    `${target}${url}`,
    {
      method,
      headers: contentType === undefined ? {} : { 'content-type': contentType, accept: contentType },
      ...(body === '' ? {} : { body }),
    },
  ];
}

function tell(outgoing: ServerResponse, status: number, body: unknown): void {
  const type = 'application/vnd.elasticsearch+json;compatible-with=9';
  outgoing.writeHead(status, { 'content-type': type, 'x-elastic-product': 'Elasticsearch' });
  outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
}
