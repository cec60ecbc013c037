import { describe, expect, onTestFinished, test } from 'vitest';
import type { Lease } from '../../src/ports/feeds.ts';
import type { Stores } from '../../src/roles/stores.ts';
import { startAccountLoad } from '../support/account-load.ts';
import { killedAt, npxGatehouse, startNpxGatehouse } from '../support/gatehouse-process.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { startProduct } from '../support/product.ts';
import { presets } from '../support/stack.ts';
import { openStoresOf, seedUsers } from '../support/stores-of-stack.ts';
import { expectViewsToEqualTheLog, viewsCaughtUp } from '../support/views-of-log.ts';
import { waitFor } from '../support/wait-for.ts';
import { watchReaders } from '../support/watch-readers.ts';

/** A program takes long to begin beside all that runs here. */
const starting = { timeout: 60_000 };

const shared = presets().filter(({ name }) => name === 'PostgreSQL' || name === 'Redis and Elasticsearch');

describe.each(shared)('with $name', ({ open }) => {
  test.each(['users', 'events'])(
    'a rebuild of %s that is killed in every phase, and an aggregator beside it, lose nothing and show nothing older',
    async (view) => {
      const { settings, remove } = await open();
      onTestFinished(remove);
      await using gateway = await startProduct({ ...settings, ROLE: 'gateway' });
      const startAggregator = () => startProduct({ ...settings, ROLE: 'aggregator' });
      await using first = await startAggregator();
      const stores = await openStoresOf(settings);
      await seedUsers(stores, 1_500);
      const load = startAccountLoad([createGraphQLClient(gateway.url)]);
      await load.goesOn();
      await viewsCaughtUp(stores);
      const watch = watchReaders(stores, load.accounts);

      // Where it begins, while it fills, and as it is about to publish.
      for (const moment of [': building ', ' %', ': publishing']) {
        await killedAt(moment, ['rebuild', view], settings);
        await load.goesOn();
      }
      // What the one that was killed last leaves behind, for as long as it takes the next one to begin.
      const lease = await heldLease(stores, `rebuild-${view}`);
      const rebuilding = startNpxGatehouse(['rebuild', view], settings);
      await waitFor(() => {
        expect(rebuilding.told()).toContain('waiting, because another run works on it or was killed');
      }, starting);
      await stores.feeds.release(lease);
      await first.kill();
      await using _second = await startAggregator();
      const outcome = await rebuilding.outcome;
      await load.goesOn();
      await load.stop();
      await viewsCaughtUp(stores);

      expect(outcome).toMatchObject({ code: 0 });
      expect(await watch.stop()).toEqual([]);
      expect(await expectViewsToEqualTheLog(stores)).toBeGreaterThan(1_500);
    },
    240_000,
  );
});

/** The right to rebuild, once nobody has it any more. */
function heldLease({ feeds }: Pick<Stores, 'feeds'>, group: string): Promise<Lease> {
  return waitFor(async () => {
    const lease = await feeds.acquire(group, 0, 'the one that was killed', 60_000);
    if (lease === null) throw new Error('Somebody has it.');
    return lease;
  });
}

test('two rebuilds of one view at once leave it whole', async () => {
  const [preset] = shared;
  if (preset === undefined) throw new Error('There is no way to run it.');
  const { settings, remove } = await preset.open();
  onTestFinished(remove);
  await using _product = await startProduct(settings);
  const stores = await openStoresOf(settings);
  await seedUsers(stores, 800);
  await viewsCaughtUp(stores);

  const outcomes = await Promise.all([
    npxGatehouse(['rebuild', 'users'], settings),
    npxGatehouse(['rebuild', 'users'], settings),
  ]);

  // One after the other, unless the later one came in the midst and had enough of waiting.
  expect(outcomes.map(({ code }) => code)).toContain(0);
  const refused = outcomes.filter(({ code }) => code !== 0).map(({ stderr }) => stderr);
  expect(refused.filter((words) => !words.includes('another run'))).toEqual([]);
  expect(await stores.userBuilds.pending()).toBeNull();
  await expectViewsToEqualTheLog(stores);
}, 120_000);
