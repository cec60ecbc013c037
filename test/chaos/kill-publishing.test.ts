import { Client } from '@elastic/elasticsearch';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startAccountLoad } from '../support/account-load.ts';
import { killedWhen, npxGatehouse } from '../support/gatehouse-process.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { startHandlingProxy } from '../support/handling-proxy.ts';
import { startProduct } from '../support/product.ts';
import { presets } from '../support/stack.ts';
import { openStoresOf, seedUsers } from '../support/stores-of-stack.ts';
import { expectViewsToEqualTheLog, viewsCaughtUp } from '../support/views-of-log.ts';
import { waitFor } from '../support/wait-for.ts';
import { watchReaders } from '../support/watch-readers.ts';

/** A way to Elasticsearch on which one request is done and not answered. */
async function startWithholding(part: string) {
  const { promise: withheld, resolve } = Promise.withResolvers<void>();
  const url = await startHandlingProxy(inject('elasticsearchUrl'), async ({ path }, ask) => {
    const answer = await ask();
    if (!path.includes(part)) return answer;
    resolve();
    return null;
  });
  return { url, withheld };
}

test.each([
  ['the present index is closed to writes', '/_block/write', [], /users is made anew/],
  ['the present index is closed to writes', '/_block/write', ['--abandon'], /^Removed /],
  ['the new index is published', '/_aliases', ['--abandon'], /^There was no pending build/],
] as const)(
  'a rebuild that is killed once %s (%s) is mended by rebuild users %j, and writers go on by themselves',
  async (_, step, options, printed) => {
    const preset = presets().find(({ name }) => name === 'Redis and Elasticsearch');
    if (preset === undefined) throw new Error('There is no way to run it.');
    const { settings, remove } = await preset.open();
    onTestFinished(remove);
    await using gateway = await startProduct({ ...settings, ROLE: 'gateway' });
    await using first = await startProduct({ ...settings, ROLE: 'aggregator' });
    const stores = await openStoresOf(settings);
    await seedUsers(stores, 40);
    await viewsCaughtUp(stores);
    const load = startAccountLoad([createGraphQLClient(gateway.url)]);
    await load.goesOn();
    const watch = watchReaders(stores, load.accounts);
    const { url, withheld } = await startWithholding(step);

    const wasKilled = await killedWhen(withheld, ['rebuild', 'users'], {
      ...settings,
      ELASTICSEARCH_URL: url,
    });
    await first.kill();
    await using _second = await startProduct({ ...settings, ROLE: 'aggregator' });
    await load.goesOn();
    // By themselves, long before an operator comes.
    await waitFor(() => viewsCaughtUp(stores));
    const outcome = await npxGatehouse(['rebuild', 'users', ...options], settings);
    await load.goesOn();
    await load.stop();
    await viewsCaughtUp(stores);

    expect(wasKilled).toBe(true);
    expect(outcome).toMatchObject({ code: 0, stdout: expect.stringMatching(printed) });
    expect(await watch.stop()).toEqual([]);
    expect(await stores.userBuilds.pending()).toBeNull();
    expect(await expectViewsToEqualTheLog(stores)).toBeGreaterThan(40);
    const client = new Client({ node: inject('elasticsearchUrl') });
    const indices = await client.indices.get({ index: `${settings['ELASTICSEARCH_INDEX_PREFIX']}-users*` });
    await client.close();
    expect(Object.keys(indices)).toEqual([(await stores.userBuilds.current()).index]);
  },
  180_000,
);
