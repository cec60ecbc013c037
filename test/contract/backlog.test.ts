import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { runAggregator } from '../../src/roles/aggregator.ts';
import { compose, delay } from '../../src/roles/compose.ts';
import { parseConfig } from '../../src/roles/config.ts';
import { openStores, type Stores } from '../../src/roles/stores.ts';
import { sealedAppend } from '../support/controls/sealed-append.ts';
import { userRegistered } from '../support/controls/user-events.ts';
import { createDatabase, namespace } from '../support/isolation.ts';
import { createTestLog } from '../support/test-log.ts';
import { waitFor } from '../support/wait-for.ts';

const users = 8_000;
const secrets = createSecrets(Buffer.alloc(32, 7));

interface Place {
  readonly name: string;
  open(): Promise<Readonly<Record<string, string>>>;
}

const places: readonly Place[] = [
  {
    name: 'SQLite',
    async open() {
      const folder = mkdtempSync(join(tmpdir(), 'gatehouse-backlog-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      return { DATA_DIR: folder };
    },
  },
  {
    name: 'PostgreSQL',
    async open() {
      const { url, drop } = await createDatabase(inject('databaseUrl'));
      onTestFinished(drop);
      return { DATABASE_URL: url };
    },
  },
  {
    name: 'Redis and Elasticsearch',
    open: async () => ({
      REDIS_URL: inject('redisUrl'),
      REDIS_KEY_PREFIX: `${namespace()}:`,
      ELASTICSEARCH_URL: inject('elasticsearchUrl'),
      ELASTICSEARCH_INDEX_PREFIX: namespace(),
    }),
  },
];

describe.each(places)('a backlog of $name', ({ open }) => {
  test('is projected whole, with no lease lost and no long standstill', { timeout: 180_000 }, async () => {
    const config = parseConfig(await open());
    const log = createTestLog();
    const stores = openStores({ config, keyFingerprint: secrets.fingerprint, log });
    onTestFinished(() => stores.close());
    const { messageStore, userView, eventView, feeds } = stores;
    await Promise.all([messageStore.prepare(), userView.prepare(), eventView.prepare()]);
    await registerMany(stores);
    const stopping = new AbortController();
    const standstill = monitorEventLoopDelay({ resolution: 10 });
    standstill.enable();

    const running = runAggregator(compose(config, stores, { secrets, log }), {
      log,
      delay,
      signal: stopping.signal,
      feedRetention: 60_000,
    });
    onTestFinished(async () => {
      stopping.abort();
      await running;
    });
    const heads = await feeds.heads();
    const applied = () => Promise.all([feeds.applied('users'), feeds.applied('events')]);
    await waitFor(async () => expect(await applied()).toEqual([heads, heads]), {
      timeout: 120_000,
      interval: 100,
    });

    await Promise.all([userView.refresh(), eventView.refresh()]);
    const page = { direction: 'forward', count: 1, cursor: null } as const;
    expect((await userView.search({ filter: {}, order: [], page })).totalCount).toBe(users);
    expect((await eventView.search({}, page)).totalCount).toBe(users);
    expect(log.messages).toEqual([]);
    expect(standstill.max / 1e6, 'milliseconds without a turn of the event loop').toBeLessThan(1_500);
  });
});

/** Registers people as the log sees it: without the hashing. */
async function registerMany({ messageStore }: Stores): Promise<void> {
  for (let from = 0; from < users; from += 50) {
    await Promise.all(Array.from({ length: 50 }, () => register(messageStore)));
  }
}

async function register(store: Stores['messageStore']): Promise<void> {
  const result = await store.append(sealedAppend(secrets.userKeys, [userRegistered()]));
  if (result.kind !== 'appended') throw new Error(`The append's result is ${result.kind}.`);
}
