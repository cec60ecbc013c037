import { expect, test } from 'vitest';
import { startAccountLoad } from '../support/account-load.ts';
import { temporaryFolder } from '../support/archives.ts';
import { npxGatehouse } from '../support/gatehouse-process.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import type { Settings } from '../support/product.ts';
import { runGatehouse } from '../support/run-gatehouse.ts';
import { presets, startStack } from '../support/stack.ts';
import { openStoresOf, seedUsers } from '../support/stores-of-stack.ts';
import { expectViewsToEqualTheLog, viewsCaughtUp } from '../support/views-of-log.ts';
import { watchReaders } from '../support/watch-readers.ts';

test.each(presets())(
  'rebuilds both views on $name while people register, log in and are looked for, without a gap',
  async (preset) => {
    await using stack = await startStack(preset);
    const stores = await openStoresOf(stack.settings);
    await seedUsers(stores, 300);
    const load = startAccountLoad(stack.urls().map((url) => createGraphQLClient(url)));
    await load.goesOn();
    await viewsCaughtUp(stores);
    const watch = watchReaders(stores, load.accounts);
    await load.goesOn();

    const outcomes = [];
    for (const view of ['users', 'events', 'users']) {
      outcomes.push(await npxGatehouse(['rebuild', view], stack.settings));
      await load.goesOn();
    }
    await load.stop();
    await viewsCaughtUp(stores);

    expect(await watch.stop()).toEqual([]);
    expect(watch.rounds()).toBeGreaterThan(3);
    expect(outcomes).toMatchObject([{ code: 0 }, { code: 0 }, { code: 0 }]);
    expect(outcomes[0]?.stdout).toMatch(
      /^The view users is made anew and is read from now on: \d+ documents, in /,
    );
    expect(await expectViewsToEqualTheLog(stores)).toBeGreaterThan(300);
  },
  180_000,
);

test.each(presets())(
  'makes views on $name anew that were damaged by hand',
  async (preset) => {
    await using stack = await startStack(preset);
    const stores = await openStoresOf(stack.settings);
    const ids = await seedUsers(stores, 60);
    await viewsCaughtUp(stores);
    const [lost = '', changed = ''] = ids;
    const [document] = await stores.userView.get([changed]);
    if (!document) throw new Error('The view has nobody.');
    await stores.userView.remove([lost]);
    await stores.userView.overwrite([{ ...document, loginCount: 99 }]);
    const stray = { ...document, id: '00000000-0000-4000-8000-000000000000' };
    await stores.userView.write([stray]);
    const firsts = await stores.eventView.search({}, { direction: 'forward', count: 5, cursor: null });
    await stores.eventView.remove(firsts.items.map(({ item }) => item.id));

    const outcomes = [
      await runGatehouse(['rebuild', 'users'], stack.settings),
      await runGatehouse(['rebuild', 'events'], stack.settings),
    ];

    expect(outcomes).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(await stores.userView.get([stray.id])).toEqual([null]);
    await expectViewsToEqualTheLog(stores);
  },
  120_000,
);

test.each(presets())(
  'makes views on $name as of an instant, lists them and drops them',
  async (preset) => {
    await using stack = await startStack(preset);
    const stores = await openStoresOf(stack.settings);
    const before = await seedUsers(stores, 20);
    const current = await stores.userBuilds.current();
    // What is seeded is of an earlier time.
    const asOf = '2026-01-03T00:00:00Z';
    const into = (name: string, ...more: readonly string[]) =>
      runGatehouse(['rebuild', ...more, '--as-of', asOf, '--into', name], stack.settings);

    const made = await into('new-year');
    const again = await into('new-year');
    const users = await into('only-users', 'users');
    const listed = await runGatehouse(['views', 'list', '--json'], stack.settings);
    const other = ['rebuild', '--as-of', '2026-01-04', '--into', 'new-year'];
    const refused = await runGatehouse(other, stack.settings);
    const dropped = await runGatehouse(['views', 'drop', 'new-year'], stack.settings);
    const gone = await runGatehouse(['views', 'drop', 'new-year'], stack.settings);

    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('The view events as of 2026-01-03T00:00:00'),
    });
    expect(again.stdout).toBe(
      'The view users named new-year is complete already.\nThe view events named new-year is complete already.\n',
    );
    expect(users).toMatchObject({ code: 0 });
    expect(JSON.parse(listed.stdout)).toMatchObject({
      views: [
        { view: 'users', index: current.index, isRebuildDue: false, pending: null },
        { view: 'events', isRebuildDue: false, pending: null },
      ],
      named: [
        { view: 'users', name: 'new-year', asOf: '2026-01-03T00:00:00.000Z', isComplete: true },
        { view: 'events', name: 'new-year', asOf: '2026-01-03T00:00:00.000Z', isComplete: true },
        { view: 'users', name: 'only-users', asOf: '2026-01-03T00:00:00.000Z', isComplete: true },
      ],
    });
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The name new-year stands for users as of'),
    });
    expect(dropped.stdout).toBe('Removed the view named new-year, of users and events.\n');
    expect(gone).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no view named new-year'),
    });
    const reader = await stores.userBuilds.openNamed('only-users');
    const found = await reader?.get(before);
    expect(found?.map((one) => one?.version)).toEqual(before.map(() => 1));
    expect(await stores.eventBuilds.openNamed('new-year')).toBeNull();
  },
  120_000,
);

test('refuses a second rebuild of a view while one is at work, and goes on with it afterwards', async () => {
  const [embedded] = presets();
  if (embedded === undefined) throw new Error('There is no way to run it.');
  await using stack = await startStack(embedded);
  const stores = await openStoresOf(stack.settings);
  const lease = await stores.feeds.acquire('rebuild-users', 0, 'another run', 120_000);
  if (lease === null) throw new Error('Somebody else is at work.');

  const refused = await npxGatehouse(['rebuild', 'users'], stack.settings);
  const other = await runGatehouse(['rebuild', 'events'], stack.settings);
  await stores.feeds.release(lease);
  const admitted = await runGatehouse(['rebuild', 'users'], stack.settings);

  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('users: waiting, because another run works on it or was killed');
  expect(refused.stderr).toContain('wait until it has ended, or end it');
  expect([other.code, admitted.code]).toEqual([0, 0]);
}, 90_000);

test('abandons what is pending', async () => {
  const [embedded] = presets();
  if (embedded === undefined) throw new Error('There is no way to run it.');
  await using stack = await startStack(embedded);
  const stores = await openStoresOf(stack.settings);
  const { index } = await stores.userBuilds.begin();

  const listed = await runGatehouse(['views', 'list'], stack.settings);
  const abandoned = await runGatehouse(['rebuild', 'users', '--abandon'], stack.settings);
  const again = await runGatehouse(['rebuild', 'users', '--abandon'], stack.settings);

  expect(listed.stdout).toContain(`A rebuild is pending: ${index}, 0 of 16 partitions.`);
  expect(abandoned.stdout).toBe(
    `Removed ${index}, which was not published. Readers go on with the view as it is.\n`,
  );
  expect(again.stdout).toBe('There was no pending build of the view users.\n');
  expect(await stores.userBuilds.pending()).toBeNull();
});

const nowhere = (): Settings => ({ DATA_DIR: temporaryFolder() });

test.each([
  [2, ['rebuild'], 'name the view: gatehouse rebuild users, or gatehouse rebuild events'],
  [2, ['rebuild', 'people'], 'Allowed choices are users, events'],
  [2, ['rebuild', 'users', '--into', 'then'], '--into needs --as-of'],
  [2, ['rebuild', '--as-of', '2026-01-31'], '--as-of needs --into'],
  [2, ['rebuild', '--as-of', '9999-01-01', '--into', 'then'], 'It is in the future'],
  [2, ['rebuild', '--as-of', 'yesterday', '--into', 'then'], 'It is no date such as 2026-01-31'],
  [2, ['rebuild', '--as-of', '2026-01-31', '--into', 'Then'], 'A name has 1 to 40 lower-case letters'],
  [2, ['rebuild', 'users', '--abandon', '--skip-unreadable'], 'cannot be used with option'],
  [2, ['views'], 'Usage: gatehouse views'],
  [2, ['views', 'drop'], "missing required argument 'name'"],
  [2, ['views', 'drop', 'a view'], 'A name has 1 to 40 lower-case letters'],
  [1, ['rebuild', 'users'], 'There is no master key: set MASTER_KEY, or DATA_DIR'],
  [1, ['views', 'list'], 'There is no master key: set MASTER_KEY, or DATA_DIR'],
])('ends with code %i for %j, in words', async (expected, args, words) => {
  const { code, stderr } = await runGatehouse(args, nowhere());

  expect({ code, stderr }).toEqual({ code: expected, stderr: expect.stringContaining(words) });
  expect(stderr).not.toContain('\n    at ');
});

test('refuses a view of a time at which events may still arrive', async () => {
  const args = ['rebuild', '--as-of', new Date().toISOString(), '--into', 'then'];

  const { code, stderr } = await runGatehouse(args, nowhere());

  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('It has just been') });
});

test.each([
  ['rebuild', '--skip-unreadable'],
  ['views', 'drop'],
])('%s helps', async (command, words) => {
  const { code, stdout, stderr } = await runGatehouse([command, '--help'], nowhere());

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(words);
});
