import { expect, inject, onTestFinished, test } from 'vitest';
import { parseConfig } from '../../src/roles/config.ts';
import { openStores } from '../../src/roles/stores.ts';
import { loggedIn } from '../support/accounts.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { openCluster } from '../support/namespaces.ts';
import { type Settings, startProduct } from '../support/product.ts';
import { adminEmail, password } from '../support/stack.ts';
import { createTestLog } from '../support/test-log.ts';
import { viewsCaughtUp } from '../support/views-of-log.ts';
import { waitFor } from '../support/wait-for.ts';
import { watchLogins } from '../support/watch-logins.ts';

test('a cursor from before what the feeds still hold is refused in words, and a younger one is not', async () => {
  const { settings, remove } = await openCluster({
    redisUrl: inject('redisUrl'),
    elasticsearchUrl: inject('elasticsearchUrl'),
  });
  onTestFinished(remove);
  await using product = await startProduct({
    ...settings,
    ADMIN_EMAIL: adminEmail,
    ADMIN_PASSWORD: password,
  });
  const client = createGraphQLClient(product.url);
  const { tokens } = await waitFor(() => loggedIn(client));
  const watching = (after?: string) => {
    const watcher = watchLogins(product.url, { token: tokens.accessToken, ...(after && { after }) });
    onTestFinished(() => watcher.close());
    return watcher;
  };
  const live = watching();
  await live.connected;
  for (let logins = 0; logins < 3; logins += 1) await loggedIn(client);
  const events = await live.take(3);

  await trimEverything(settings);
  const { user } = await loggedIn(client);

  expect(await watching(events[0]?.cursor).refusal()).toBe('BAD_USER_INPUT');
  const younger = watching(events[2]?.cursor);
  expect((await younger.next()).login).toEqual({ outcome: 'SUCCEEDED', userId: user.id });
});

/** As an aggregator does once everything is older than it keeps. */
async function trimEverything(settings: Settings): Promise<void> {
  const config = parseConfig(settings);
  const stores = openStores({ config, keyFingerprint: 'asked for by nothing here', log: createTestLog() });
  onTestFinished(() => stores.close());
  // Whoever reads the feeds keeps them from being trimmed.
  const groups = ['users', 'events', 'sessions'];
  await viewsCaughtUp(stores, groups);
  const { feeds } = stores;
  for (let partition = 0; partition < feeds.partitions; partition += 1) {
    await feeds.trim(partition, groups, Date.now() + 1_000);
  }
}
