import { getEventListeners } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { parseUserId } from '../../src/roles/cli/parked-user-id.ts';
import { createProgram } from '../../src/roles/cli/program.ts';
import { runProgram } from '../../src/roles/cli/run-program.ts';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import { temporaryFolder } from '../support/archives.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { openFolder } from '../support/namespaces.ts';
import { type Settings, startProduct } from '../support/product.ts';
import { runGatehouse } from '../support/run-gatehouse.ts';
import { presets, startStack } from '../support/stack.ts';
import { appendedByLaterBuild, changedByHand, corrected } from '../support/verify-runs.ts';
import { waitFor } from '../support/wait-for.ts';

const compared = (view: string) =>
  new RegExp(`^${view}: compared [\\d,]+ documents? of [\\d,]+ users? with the log: no difference\\.$`, 'm');

test.each(presets())(
  'finds no difference on $name while people register and log in',
  async (preset) => {
    await using stack = await startStack(preset);
    const clients = stack.urls().map((url) => createGraphQLClient(url));
    let isOver = false;
    const busy = clients.map(async (client) => {
      while (!isOver) {
        const email = newAddress();
        await registered(client, email);
        await loggedIn(client, email);
      }
    });
    const outcomes = [];
    for (let runs = 0; runs < 3; runs += 1) outcomes.push(await runGatehouse(['verify'], stack.settings));
    isOver = true;
    await Promise.all(busy);

    for (const { code, stdout } of outcomes) {
      expect(code).toBe(0);
      expect(stdout).toMatch(compared('users'));
      expect(stdout).toMatch(compared('events'));
    }
  },
  180_000,
);

/** An embedded product with two users, the first of whom has a damaged document in both views. */
async function damaged() {
  const { settings, remove } = await openFolder();
  onTestFinished(remove);
  const product = await startProduct(settings);
  onTestFinished(() => product[Symbol.asyncDispose]());
  const client = createGraphQLClient(product.url);
  const ada = parseUserId((await registered(client)).user.id);
  const bob = parseUserId((await registered(client)).user.id);
  await waitFor(async () => {
    const { stdout } = await runGatehouse(['verify', '--json'], settings);
    if (!stdout.includes('"documents":2')) throw new Error(stdout);
  });
  const toEve = `json_set(document_json, '$.displayName', 'Eve', '$.loginCount', 7)`;
  changedByHand(settings, `update view_users set document_json = ${toEve} where id = ?`, ada);
  changedByHand(settings, 'delete from view_events where user_id = ?', bob);
  return { settings, product, ada, bob };
}

test('names every difference beside a running server, hides what is personal, and mends it', async () => {
  const { settings, ada, bob } = await damaged();

  const found = await runGatehouse(['verify'], settings);

  expect(found.code).toBe(1);
  expect(found.stdout.split('\n')).toEqual([
    `users: changed    user ${ada}: version 1: displayName is another; loginCount is 7 instead of 0`,
    'users: compared 2 documents of 2 users with the log: 1 difference (1 changed).',
    expect.stringMatching(
      `^events: missing    event \\S{36} of user ${bob}: the log has version 1, and the view nothing$`,
    ),
    'events: compared 2 documents of 2 users with the log: 1 difference (1 missing).',
    '',
  ]);
  expect(found.stderr).toContain(
    'The view users differs from the log: gatehouse verify users --mend puts it right.\n' +
      'The view events differs from the log: gatehouse verify events --mend puts it right.\n',
  );

  const shown = await runGatehouse(['verify', 'users', '--show-values', '--json'], settings);
  expect(shown.code).toBe(1);
  expect(
    shown.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    {
      view: 'users',
      kind: 'changed',
      id: ada,
      userId: ada,
      version: 1,
      found: 1,
      fields: [
        { field: 'displayName', expected: null, found: 'Eve' },
        { field: 'loginCount', expected: 0, found: 7 },
      ],
      outcome: 'found',
    },
    expect.objectContaining({ view: 'users', kind: 'summary', isEqual: false, users: 2, documents: 2 }),
  ]);

  const mended = await runGatehouse(['verify', '--mend'], settings);
  expect(mended.code).toBe(0);
  expect(mended.stdout).toContain(' (mended)\n');
  expect(mended.stdout).toContain('1 difference (1 changed); all mended.');
  expect((await runGatehouse(['verify'], settings)).code).toBe(0);
}, 120_000);

test('shows so many differences of each kind, and counts the others', async () => {
  const { settings } = await damaged();
  changedByHand(settings, 'delete from view_events');

  const { stdout } = await runGatehouse(['verify', 'events', '--limit', '1'], settings);

  expect(stdout.split('\n')).toEqual([
    expect.stringContaining('events: missing'),
    'events: missing    1 more, not shown',
    'events: compared 2 documents of 2 users with the log: 2 differences (2 missing).',
    '',
  ]);
}, 120_000);

/** What is left of an embedded product that was stopped before its views had applied an event. */
async function behind() {
  const { settings, remove } = await openFolder();
  onTestFinished(remove);
  const product = await startProduct(settings);
  onTestFinished(() => product[Symbol.asyncDispose]());
  const userId = parseUserId((await registered(createGraphQLClient(product.url))).user.id);
  await waitFor(async () =>
    expect((await runGatehouse(['verify'], settings)).stdout).toMatch(compared('users')),
  );
  await product.stop();
  await appendedByLaterBuild(settings, userId);
  corrected(settings);
  return { settings, userId };
}

test('says that a view is behind, and that no aggregator runs', async () => {
  const { settings, userId } = await behind();

  const { code, stdout, stderr } = await runGatehouse(['verify', 'users', '--wait', '1'], settings);

  expect(code).toBe(1);
  expect(stdout).toContain(`users: behind     user ${userId}: The view has not applied the log yet.\n`);
  expect(stderr).toMatch(
    /^The view users has not applied 1 event, the first of \S+Z\. No aggregator works on it: start one/m,
  );
}, 120_000);

test('ends at once when it is asked to while it waits for a view', async () => {
  const { settings } = await behind();
  const asking = new AbortController();
  const told: string[] = [];
  const program = createProgram({
    environment: settings,
    print: () => undefined,
    tell: (line) => told.push(line),
    show: null,
    signal: asking.signal,
  });

  const code = runProgram(program, ['verify', '--wait', '100000']);
  await waitFor(() => expect(getEventListeners(asking.signal, 'abort')).not.toEqual([]));
  asking.abort();

  expect(await code).toBe(1);
  expect(told.join('')).toContain('Stopped when asked to');
}, 120_000);

const nowhere = (): Settings => ({ DATA_DIR: temporaryFolder() });

test.each([
  [2, ['verify', 'sessions'], 'Allowed choices are users, events'],
  [2, ['verify', '--wait', 'long'], 'It is no whole number'],
  [2, ['verify', 'users', 'events'], 'too many arguments'],
  [1, ['verify'], 'There is no master key: set MASTER_KEY, or DATA_DIR'],
])('ends with code %i for %j, in words', async (expected, args, words) => {
  const { code, stderr } = await runGatehouse(args, nowhere());

  expect({ code, stderr }).toEqual({ code: expected, stderr: expect.stringContaining(words) });
  expect(stderr).not.toContain('\n    at ');
});
