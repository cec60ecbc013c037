import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { logout, mySessions } from '../support/account-operations.ts';
import { openCluster, openDatabase } from '../support/namespaces.ts';
import { type Settings, startProduct } from '../support/product.ts';
import { type SeverableProxy, startSeverableProxy } from '../support/severable-proxy.ts';
import {
  expectLive,
  expectRefusedSoon,
  newPerson,
  refreshed,
  type SignedIn,
  signIn,
  watch,
  withinASecond,
} from '../support/signed-in.ts';
import { waitFor, within } from '../support/wait-for.ts';
import type { Watcher } from '../support/watch-logins.ts';

const stores = [
  {
    name: 'Redis',
    setting: 'REDIS_URL',
    open: () => openCluster({ redisUrl: inject('redisUrl'), elasticsearchUrl: inject('elasticsearchUrl') }),
  },
  {
    name: 'PostgreSQL',
    setting: 'DATABASE_URL',
    open: () => openDatabase({ databaseUrl: inject('databaseUrl') }),
  },
];

const cuts = [
  ['cut off from', (proxy: SeverableProxy) => proxy.sever()],
  ['left without answers by', (proxy: SeverableProxy) => proxy.silence()],
] as const;

describe.each(stores)('$name', ({ setting, open }) => {
  test.each(cuts)(
    'a gateway that is %s the store lets nobody in whose session it cannot look up, and catches up',
    {
      timeout: 90_000,
    },
    async (_how, cut) => {
      const { here, there, proxy } = await twoGateways(setting, open);
      const [first, second] = await newPerson(here);
      const over = await watching(there, first);
      const goesOn = await watching(there, second);
      await Promise.all([first, second].map((session) => expectLive(there, session)));

      cut(proxy);
      await first.at(here).get(logout, {});
      await withinASecond(() => expectNoData(there, first));
      await expectNoData(there, first);
      // The other session is not let in unchecked either.
      await expectNoData(there, second);
      const later = await signIn(here, first.email);
      proxy.restore();

      await waitFor(() => expectLive(there, second));
      await expectRefusedSoon(there, first);
      expect(await refreshed(there, first)).toBe('InvalidToken');
      // It was told nothing in between: the login at first.
      expect(await within(5_000, 'The end', over.refusal())).toBe('UNAUTHENTICATED');
      expect((await goesOn.next()).login).toEqual({ outcome: 'SUCCEEDED', userId: later.userId });
    },
  );
});

/** Two gateways on one store, the second of which has a way to it that can be cut. */
async function twoGateways(setting: string, open: (typeof stores)[number]['open']) {
  const { settings, remove } = await open();
  onTestFinished(remove);
  const server = new URL(settings[setting] ?? '');
  const proxy = await startSeverableProxy({ host: server.hostname, port: Number(server.port) });
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  server.hostname = '127.0.0.1';
  server.port = String(proxy.port);
  const gateway: Settings = { ...settings, ROLE: 'gateway' };
  const [first, second] = await Promise.all([
    startProduct({ ...gateway, ROLE: 'all' }),
    startProduct({ ...gateway, [setting]: server.href }),
  ]);
  onTestFinished(async () => {
    await Promise.all([first.stop(), second.stop()]);
  });
  return { here: first.url, there: second.url, proxy };
}

async function watching(url: string, session: SignedIn): Promise<Watcher> {
  const watcher = await watch(url, session);
  onTestFinished(() => watcher.close());
  return watcher;
}

/** The gateway answers, and tells nothing. */
async function expectNoData(url: string, session: SignedIn): Promise<void> {
  const { data, errors } = await session.at(url).ask(mySessions, {});
  expect(data?.me ?? null).toBeNull();
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['SERVICE_UNAVAILABLE']);
}
