import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectElasticsearch } from '../../src/adapters/elasticsearch/connect-elasticsearch.ts';
import { createElasticsearchViews } from '../../src/adapters/elasticsearch/elasticsearch-views.ts';
import { DocumentRefused, Unavailable } from '../../src/ports/errors.ts';
import type { PageRequest } from '../../src/ports/page.ts';
import { eventDocument } from '../support/controls/event-document.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { userDocument } from '../support/controls/user-document.ts';
import { openElasticsearchViews } from '../support/elasticsearch-views.ts';
import { findFreePort } from '../support/servers/free-port.ts';

type Views = ReturnType<typeof createElasticsearchViews>;
type Call = (views: Views) => Promise<unknown>;

const page: PageRequest = { direction: 'forward', count: 10, cursor: null };
const user = userDocument({ email: 'canary.address@example.com', displayName: 'Canary Name' });

/** Everything that a view can be asked for once it is prepared. */
const calls: Readonly<Record<string, Call>> = {
  'the writing of users': ({ userView }) => userView.write([user]),
  'the getting of users': ({ userView }) => userView.get([user.id]),
  'the search of users': ({ userView }) => userView.search({ filter: {}, order: [], page }),
  'the refreshing of users': ({ userView }) => userView.refresh(),
  'the overwriting of users': ({ userView }) => userView.overwrite([user]),
  'the removing of users': ({ userView }) => userView.remove([user.id]),
  'the scanning of users': ({ userView }) => Array.fromAsync(userView.scan()),
  'the beginning of a build': ({ userBuilds }) => userBuilds.begin(),
  'the asking for the current build': ({ userBuilds }) => userBuilds.current(),
  'the writing of events': ({ eventView }) => eventView.write([eventDocument()]),
  'the getting of events': ({ eventView }) => eventView.get([eventDocument().id]),
  'the search of events': ({ eventView }) => eventView.search({}, page),
  'the refreshing of events': ({ eventView }) => eventView.refresh(),
  'the statistics of logins': ({ eventView }) =>
    eventView.loginStatistics({ time: { from: null, to: null }, interval: 'DAY' }),
};
const callsWithoutIndex = {
  ...calls,
  'the preparing of users': ({ userView }: Views) => userView.prepare(),
  'a ping': ({ eventView }: Views) => eventView.ping(),
};

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (result) => expect.unreachable(`no failure, but ${JSON.stringify(result)}`),
    (error: unknown) => error,
  );
}

function viewsAt(url: string, requestTimeout?: number): Views {
  const client = connectElasticsearch(url, requestTimeout === undefined ? {} : { requestTimeout });
  onTestFinished(() => client.close());
  return createElasticsearchViews({ client, prefix: 'unreachable' });
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe.each(Object.entries(callsWithoutIndex))('Elasticsearch refuses %s as unavailable', (_, call) => {
  test('within seconds while nothing listens', { timeout: 4_000 }, async () => {
    const views = viewsAt(`http://name:canary-password@127.0.0.1:${await findFreePort()}`);
    const failure = await failureOf(call(views));
    expect(failure).toBeInstanceOf(Unavailable);
    expect(inspect(failure, { depth: 10 })).not.toMatch(/canary/i);
  });

  test('when the server does not answer in time', { timeout: 4_000 }, async () => {
    const url = await listen(() => undefined);
    expect(await failureOf(call(viewsAt(url, 100)))).toBeInstanceOf(Unavailable);
  });

  test.each([
    [429, '{"error":{"type":"es_rejected_execution_exception","reason":"canary"},"status":429}'],
    [503, 'canary'],
  ])('when the answer is %s %s', async (status, body) => {
    await expectUnavailable(call, status, body);
  });
});

describe.each(Object.entries(calls))('Elasticsearch refuses %s as unavailable', (_, call) => {
  test.each(['<html>canary</html>', '{"canary":true}', '{}', ''])('when the answer is %j', async (body) => {
    await expectUnavailable(call, 200, body);
  });
});

async function expectUnavailable(call: Call, status: number, body: string): Promise<void> {
  const headers = { 'x-elastic-product': 'Elasticsearch', 'content-type': 'application/json' };
  const url = await listen((_request, response) => response.writeHead(status, headers).end(body));
  const failure = await failureOf(call(viewsAt(url)));
  expect(failure).toBeInstanceOf(Unavailable);
  expect(inspect(failure, { depth: 10 })).not.toMatch(/canary/i);
}

test('the name and the password of the URL are sent along', async () => {
  const sent: unknown[] = [];
  const url = await listen((request, response) => {
    sent.push(request.headers.authorization);
    response.writeHead(200, { 'x-elastic-product': 'Elasticsearch' }).end();
  });
  await viewsAt(url.replace('//', '//gate:p%40ss%2Fword@')).userView.ping();
  expect(sent).toEqual([`Basic ${Buffer.from('gate:p@ss/word').toString('base64')}`]);
});

test.each(Object.entries(calls))(
  'a lost index makes %s unavailable, and is not guessed anew',
  async (_, call) => {
    const views = openElasticsearchViews();
    onTestFinished(views.close);
    const failure = await failureOf(call(views));
    expect(failure).toBeInstanceOf(Unavailable);
    expect(inspect(failure, { depth: 10 })).toMatch(/index_not_found_exception/);
    expect(await views.client.indices.exists({ index: `${views.prefix}-*`, allow_no_indices: false })).toBe(
      false,
    );
  },
);

test('a document that the index refuses is named, by the kind of the error alone, and the others are written', async () => {
  const views = openElasticsearchViews();
  onTestFinished(views.close);
  await views.userView.prepare();
  const others = [userDocument({ id: newUserId() }), userDocument({ id: newUserId() })] as const;
  const impossible = { ...user, loginCount: Number.MAX_VALUE };
  const failure = await failureOf(views.userView.write([others[0], impossible, others[1]]));
  expect(failure).toEqual(new DocumentRefused([user.id], 'document_parsing_exception'));
  expect(inspect(failure, { depth: 10 })).not.toMatch(/canary/i);
  expect(await views.userView.get([others[0].id, user.id, others[1].id])).toEqual([
    others[0],
    null,
    others[1],
  ]);
});

test('a document with a field that the index does not know is no fault of the document', async () => {
  const views = openElasticsearchViews();
  onTestFinished(views.close);
  await views.eventView.prepare();
  const ofAnotherBuild = { ...eventDocument(), novelty: true };
  const failure = await failureOf(views.eventView.write([ofAnotherBuild]));
  expect(failure).toBeInstanceOf(Unavailable);
  expect(inspect(failure, { depth: 10 })).toMatch(/strict_dynamic_mapping_exception/);
});
