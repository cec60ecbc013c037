import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { connectElasticsearch } from '../../src/adapters/elasticsearch/connect-elasticsearch.ts';
import { createElasticsearchViews } from '../../src/adapters/elasticsearch/elasticsearch-views.ts';
import { Unavailable } from '../../src/ports/errors.ts';
import type { PageRequest } from '../../src/ports/page.ts';
import { eventDocument } from '../support/controls/event-document.ts';
import { userDocument } from '../support/controls/user-document.ts';
import { namespace } from '../support/isolation.ts';
import { findFreePort } from '../support/servers/free-port.ts';
import { eventViewContract } from './event-view.contract.ts';
import { userViewContract } from './user-view.contract.ts';

userViewContract('Elasticsearch', async () => {
  const { userView, close } = openViews();
  return { view: userView, close };
});
eventViewContract('Elasticsearch', async () => {
  const { eventView, close } = openViews();
  return { view: eventView, close };
});

function openViews(prefix = namespace()) {
  const client = connectElasticsearch(inject('elasticsearchUrl'));
  return {
    ...createElasticsearchViews({ client, prefix }),
    client,
    prefix,
    close: async () => {
      const indices = Object.keys(await client.indices.get({ index: `${prefix}-*` }));
      if (indices.length > 0) await client.indices.delete({ index: indices });
      await client.close();
    },
  };
}

type Views = ReturnType<typeof createElasticsearchViews>;

const page: PageRequest = { direction: 'forward', count: 10, cursor: null };
const user = userDocument({ email: 'canary.address@example.com', displayName: 'Canary Name' });

/** Everything that a view can be asked for once it is prepared. */
const calls: Readonly<Record<string, (views: Views) => Promise<unknown>>> = {
  'the writing of users': ({ userView }) => userView.write([user]),
  'the getting of users': ({ userView }) => userView.get([user.id]),
  'finding by address': ({ userView }) => userView.findByEmail('canary.address@example.com'),
  'the search of users': ({ userView }) => userView.search({ filter: {}, order: [], page }),
  'the refreshing of users': ({ userView }) => userView.refresh(),
  'the writing of events': ({ eventView }) => eventView.write([eventDocument()]),
  'the getting of events': ({ eventView }) => eventView.get([eventDocument().id]),
  'the search of events': ({ eventView }) => eventView.search({}, page),
  'the refreshing of events': ({ eventView }) => eventView.refresh(),
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
  return createElasticsearchViews({ client, prefix: namespace() });
}

describe.each(Object.entries(callsWithoutIndex))('Elasticsearch refuses %s as unavailable', (_, call) => {
  test('within seconds while nothing listens', { timeout: 4_000 }, async () => {
    const views = viewsAt(`http://name:canary-password@127.0.0.1:${await findFreePort()}`);
    const failure = await failureOf(call(views));
    expect(failure).toBeInstanceOf(Unavailable);
    expect(inspect(failure, { depth: 10 })).not.toMatch(/canary/i);
  });

  test('when the server does not answer in time', { timeout: 4_000 }, async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    expect(await failureOf(call(viewsAt(`http://127.0.0.1:${port}`, 100)))).toBeInstanceOf(Unavailable);
  });
});

test.each(Object.entries(calls))(
  'a lost index makes %s unavailable, and is not guessed anew',
  async (_, call) => {
    const views = openViews();
    onTestFinished(views.close);
    const failure = await failureOf(call(views));
    expect(failure).toBeInstanceOf(Unavailable);
    expect(inspect(failure, { depth: 10 })).toMatch(/index_not_found_exception/);
    expect(await views.client.indices.exists({ index: `${views.prefix}-*`, allow_no_indices: false })).toBe(
      false,
    );
  },
);

test('a document that the index refuses is told of by the kind of the error alone', async () => {
  const views = openViews();
  onTestFinished(views.close);
  await views.userView.prepare();
  const failure = await failureOf(views.userView.write([{ ...user, loginCount: Number.MAX_VALUE }]));
  expect(failure).toBeInstanceOf(Unavailable);
  expect(inspect(failure, { depth: 10 })).toMatch(/document_parsing_exception/);
  expect(inspect(failure, { depth: 10 })).not.toMatch(/canary/i);
});

test('preparing leaves an index of another version alone when the alias leads to it', async () => {
  const views = openViews();
  onTestFinished(views.close);
  const [index, alias] = [`${views.prefix}-users-v7`, `${views.prefix}-users`];
  await views.client.indices.create({ index, aliases: { [alias]: {} } });
  await views.userView.prepare();
  expect(Object.keys(await views.client.indices.get({ index: `${views.prefix}-*` }))).toEqual([index]);
});

test('a replay of events writes nothing anew', async () => {
  const views = openViews();
  onTestFinished(views.close);
  await views.eventView.prepare();
  await views.eventView.write([eventDocument()]);
  await views.eventView.write([eventDocument()]);
  const { _version } = await views.client.get({ index: `${views.prefix}-events`, id: eventDocument().id });
  expect(_version).toBe(1);
});
