import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { connectElasticsearch } from '../../src/adapters/elasticsearch/connect-elasticsearch.ts';
import { createElasticsearchViews } from '../../src/adapters/elasticsearch/elasticsearch-views.ts';
import type { BatchReport } from '../../src/application/projections/apply-delivery.ts';
import { runAggregator } from '../../src/roles/aggregator.ts';
import { compose } from '../../src/roles/compose.ts';
import { parseConfig } from '../../src/roles/config.ts';
import type { Stores } from '../../src/roles/stores.ts';
import { sealedAppend } from '../support/controls/sealed-append.ts';
import { loginSucceeded, userRegistered } from '../support/controls/user-events.ts';
import { openElasticsearchViews } from '../support/elasticsearch-views.ts';
import { openEmbedded } from '../support/embedded.ts';
import { type Behaviour, startFaultyProxy } from '../support/faulty-proxy.ts';
import { hurried } from '../support/hurried.ts';
import { expectViewsToEqualTheLog, viewsCaughtUp } from '../support/views-of-log.ts';
import { waitFor } from '../support/wait-for.ts';

const users = 600;

/** A log on SQLite that is projected into Elasticsearch, by a way that can fail. */
async function startProjecting() {
  const embedded = await openEmbedded({ PARTITIONS: '4' });
  const direct = openElasticsearchViews();
  const proxy = await startFaultyProxy(inject('elasticsearchUrl'));
  const client = connectElasticsearch(proxy.url, { requestTimeout: 500 });
  const views = createElasticsearchViews({ client, prefix: direct.prefix });
  await Promise.all([direct.userView.prepare(), direct.eventView.prepare()]);
  const { secrets, log } = embedded;
  const stores: Stores = { ...embedded.stores, ...views };
  const runtime = compose(parseConfig({ PARTITIONS: '4' }), stores, { secrets, log });
  const stopping = new AbortController();
  const reports: BatchReport[] = [];
  const running = runAggregator(runtime, {
    log,
    delay: hurried,
    signal: stopping.signal,
    feedRetention: 60_000,
    observeBatch: (report) => void reports.push(report),
  });
  onTestFinished(async () => {
    stopping.abort();
    await running;
    await Promise.all([client.close(), direct.close(), embedded.close()]);
  });
  return { stores, secrets, log, direct, proxy, reports };
}

type Projecting = Awaited<ReturnType<typeof startProjecting>>;

async function registerMany({ stores, secrets }: Projecting): Promise<void> {
  for (let number = 0; number < users; number += 1) {
    await stores.messageStore.append(sealedAppend(secrets.userKeys, [userRegistered(), loginSucceeded()]));
  }
}

/** Nothing is lost, doubled or set aside, and it was told once that it fails, and once that it works. */
async function expectItToHeal({ stores, direct, log, reports }: Projecting, count: number): Promise<void> {
  await viewsCaughtUp(stores);
  expect(await expectViewsToEqualTheLog({ ...stores, ...direct })).toBe(count);
  const parked = ['users', 'events'].flatMap((group) =>
    [0, 1, 2, 3].map((partition) => stores.feeds.parked(group, partition)),
  );
  expect((await Promise.all(parked)).flat()).toEqual([]);
  const told = { fails: 'The projection waits and tries again', works: 'The projection works again' };
  expect(log.messages.toSorted()).toEqual([told.fails, told.fails, told.works, told.works]);
  for (const projection of ['users', 'events']) {
    const own = reports.filter((report) => report.projection === projection);
    expect(own.filter(({ outcome }) => outcome === 'failed').length).toBeGreaterThan(2);
    expect(eventsOf(own)).toBe(2 * count);
  }
}

function eventsOf(reports: readonly BatchReport[]): number {
  return reports.reduce((sum, { outcome, events }) => sum + (outcome === 'applied' ? events : 0), 0);
}

/** Both projections try it again and again. */
async function sufferedBy({ reports }: Projecting): Promise<void> {
  await waitFor(() => {
    for (const name of ['users', 'events']) {
      expect(reports.filter((report) => report.projection === name).length).toBeGreaterThan(3);
    }
  });
}

const faults: readonly Exclude<Behaviour, 'passes'>[] = [
  'refused',
  'refused item by item',
  'unanswered',
  'cut off',
];

describe('a backlog that meets an Elasticsearch', () => {
  test.each(faults)(
    'whose bulks are %s for a while is applied whole, with nobody set aside',
    async (fault) => {
      const projecting = await startProjecting();
      projecting.proxy.behave(fault);
      await registerMany(projecting);
      await sufferedBy(projecting);
      projecting.proxy.behave('passes');
      await expectItToHeal(projecting, users);
    },
  );

  test('that is read-only for a while is applied whole, with nobody set aside', async () => {
    const projecting = await startProjecting();
    const { client, prefix } = projecting.direct;
    const setReadOnly = (write: boolean) =>
      client.indices.putSettings({ index: `${prefix}-*`, settings: { 'index.blocks.write': write } });
    await setReadOnly(true);
    await registerMany(projecting);
    await sufferedBy(projecting);
    await setReadOnly(false);
    await expectItToHeal(projecting, users);
  });
});
