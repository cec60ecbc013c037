import { expect, onTestFinished, test } from 'vitest';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import { temporaryFolder } from '../support/archives.ts';
import { npxGatehouse } from '../support/gatehouse-process.ts';
import { createGraphQLClient, createSignedInClient, operation } from '../support/graphql-client.ts';
import { openFolder } from '../support/namespaces.ts';
import { events, type UserFields } from '../support/operations.ts';
import { type Settings, startProduct } from '../support/product.ts';
import { runGatehouse } from '../support/run-gatehouse.ts';
import { presets, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

const servers = presets().filter(({ name }) => ['PostgreSQL', 'Redis and Elasticsearch'].includes(name));

const userAsOf = operation<
  { readonly user: UserFields | null },
  { readonly id: string; readonly asOf: string }
>(`query UserAsOf($id: ID!, $asOf: DateTime) {
  user(by: { id: $id }, asOf: $asOf) { id email displayName loginCount version }
}`);

test.each(servers)(
  'answers from $name do not change when events are archived',
  async (preset) => {
    await using stack = await startStack(preset, { ARCHIVE_DIR: temporaryFolder() });
    const [url] = stack.urls();
    const client = createGraphQLClient(url);
    const { tokens } = await waitFor(() => loggedIn(client));
    const administrator = createSignedInClient(url, tokens.accessToken);
    const email = newAddress();
    const { user } = await registered(client, email);
    const instants = [Date.now()];
    for (let logins = 0; logins < 4; logins += 1) {
      await loggedIn(client, email);
      instants.push(Date.now());
    }
    const { position } = await loggedIn(client, email);
    const answers = async () => ({
      events: await administrator.get(events, { atLeast: position }),
      users: await Promise.all(
        instants.map((at) => administrator.get(userAsOf, { id: user.id, asOf: new Date(at).toISOString() })),
      ),
    });
    const before = await answers();
    const args = ['archive', '--before', new Date().toISOString()];

    const forecast = await npxGatehouse([...args, '--dry-run'], stack.settings);
    // The other view may be behind the one that was asked.
    const outcome = await waitFor(async () => {
      const run = await npxGatehouse(args, stack.settings);
      if (run.stdout.includes('could not be truncated')) throw new Error(run.stdout);
      return run;
    });

    expect(forecast.stdout).toMatch(/^Would archive 7 events of 2 users into /);
    expect(outcome).toMatchObject({ code: 0 });
    expect(before.users.map((found) => found.user?.loginCount)).toEqual([0, 1, 2, 3, 4]);
    expect(await answers()).toEqual(before);
    expect((await npxGatehouse(args, stack.settings)).stdout).toBe('There was nothing to archive.\n');
    expect((await loggedIn(client, email)).user).toEqual({ ...user, loginCount: 6, version: 7 });
    await stack.stop();
    await stack.start();
    const restarted = createSignedInClient(stack.urls()[0], tokens.accessToken);
    for (const [logins, at] of instants.entries()) {
      const found = await restarted.get(userAsOf, { id: user.id, asOf: new Date(at).toISOString() });
      expect(found.user).toMatchObject({ loginCount: logins, version: logins + 1 });
    }
  },
  120_000,
);

test('says that a server works in the folder of an embedded store', async () => {
  const { settings, remove } = await openFolder();
  onTestFinished(remove);
  await using _product = await startProduct(settings);

  const { code, stderr } = await runGatehouse(['archive', '--before', '2026-01-01'], settings);

  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining('Another server is running on the data folder'),
  });
});

const nowhere = (): Settings => ({ DATA_DIR: temporaryFolder() });

test.each([
  [2, [], 'Usage: gatehouse'],
  [2, ['arhcive'], "unknown command 'arhcive'"],
  [2, ['archive'], "required option '--before <date>' not specified"],
  [2, ['archive', '--before', 'yesterday'], 'It is no date such as 2026-01-31'],
  [2, ['archive', '--before', '2026-02-30'], 'It is no date such as 2026-01-31'],
  [2, ['archive', '--before', '2026-01-31T12:00:00'], 'It is no date such as 2026-01-31'],
  [2, ['archive', '--before', '9999-01-01'], 'It is in the future'],
  [2, ['archive', '--before', '2026-01-31', 'more'], 'too many arguments'],
  [1, ['archive', '--before', '2026-01-31'], 'There is no master key: set MASTER_KEY, or DATA_DIR'],
])('ends with code %i for %j, in words', async (expected, args, words) => {
  const { code, stderr } = await runGatehouse(args, nowhere());

  expect({ code, stderr }).toEqual({ code: expected, stderr: expect.stringContaining(words) });
  expect(stderr).not.toContain('\n    at ');
});

test('helps', async () => {
  const { code, stdout, stderr } = await runGatehouse(['archive', '--help'], nowhere());

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('--before <date>');
});
