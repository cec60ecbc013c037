import { Client } from '@elastic/elasticsearch';
import { expect, inject, test } from 'vitest';
import { allUsers, loggedIn, newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient, createSignedInClient } from '../support/graphql-client.ts';
import { users } from '../support/operations.ts';
import { runGatehouse } from '../support/run-gatehouse.ts';
import { presets, startStack } from '../support/stack.ts';
import { openStoresOf } from '../support/stores-of-stack.ts';
import { expectViewsToEqualTheLog, viewsCaughtUp } from '../support/views-of-log.ts';
import { waitFor } from '../support/wait-for.ts';

const time = { type: 'date', format: 'epoch_millis' } as const;

/** The index of users as the version before made it. */
async function createOlderIndex(prefix: string): Promise<void> {
  const client = new Client({ node: inject('elasticsearchUrl') });
  await client.indices.create({
    index: `${prefix}-users-v1`,
    aliases: { [`${prefix}-users`]: { is_write_index: true } },
    mappings: {
      dynamic: 'strict',
      _meta: { version: 1 },
      properties: {
        id: { type: 'keyword' },
        email: { type: 'keyword' },
        emailVerified: { type: 'boolean' },
        displayName: { type: 'keyword', index: false, doc_values: false },
        status: { type: 'keyword' },
        roles: { type: 'keyword' },
        registeredAt: time,
        lastLoginAt: time,
        loginCount: { type: 'long' },
        version: { type: 'long' },
        words: { type: 'keyword', doc_values: false },
      },
    },
  });
  await client.close();
}

test('a view of an older shape is served as it is, until a rebuild brings search that forgives', async () => {
  const preset = presets().find(({ name }) => name === 'Redis and Elasticsearch');
  if (preset === undefined) throw new Error('There is no way to run it.');
  const older = {
    ...preset,
    async open() {
      const namespace = await preset.open();
      await createOlderIndex(namespace.settings['ELASTICSEARCH_INDEX_PREFIX'] ?? '');
      return namespace;
    },
  };
  await using stack = await startStack(older);
  const stores = await openStoresOf(stack.settings);
  const [url] = stack.urls();
  const client = createGraphQLClient(url);
  const { tokens } = await waitFor(() => loggedIn(client));
  const administrator = createSignedInClient(url, tokens.accessToken);
  const email = newAddress('muller');
  const { position } = await registered(client, email);
  const foundBy = async (search: string) =>
    (await administrator.get(users, { search, atLeast: position })).users.edges.map(({ node }) => node.email);

  const before = {
    current: await stores.userBuilds.current(),
    listed: await runGatehouse(['views', 'list'], stack.settings),
    everybody: [...(await allUsers(administrator, position)).keys()],
    exact: await foundBy('muller'),
    similar: await foundBy('mulelr'),
  };
  const outcome = await runGatehouse(['rebuild', 'users'], stack.settings);

  expect(before).toMatchObject({
    current: { shape: 1, latestShape: 2 },
    listed: { stdout: expect.stringContaining('This version makes shape 2: run gatehouse rebuild users') },
    exact: [email],
    similar: [],
  });
  expect(before.everybody).toContain(email);
  expect(outcome).toMatchObject({ code: 0 });
  expect(await stores.userBuilds.current()).toMatchObject({ shape: 2 });
  expect(await waitFor(() => foundBy('mulelr'))).toEqual([email]);
  expect(await foundBy('muller')).toEqual([email]);
  await viewsCaughtUp(stores);
  await expectViewsToEqualTheLog(stores);
}, 120_000);
