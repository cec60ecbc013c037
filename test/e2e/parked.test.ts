import { expect, onTestFinished, test } from 'vitest';
import { parseUserId, toGlobalId } from '../../src/roles/cli/parked-user-id.ts';
import { registered } from '../support/accounts.ts';
import { temporaryFolder } from '../support/archives.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { openFolder } from '../support/namespaces.ts';
import { type Settings, startProduct } from '../support/product.ts';
import { type CommandOutcome, runGatehouse } from '../support/run-gatehouse.ts';
import { openStoresBeside } from '../support/stores-beside.ts';
import { appendedByLaterBuild, corrected, laterType } from '../support/verify-runs.ts';
import { viewsCaughtUp } from '../support/views-of-log.ts';
import { waitFor } from '../support/wait-for.ts';

/** An embedded product with one user who is parked in both views. */
async function parkedUser() {
  const { settings, remove } = await openFolder();
  onTestFinished(remove);
  const product = await startProduct(settings);
  onTestFinished(() => product[Symbol.asyncDispose]());
  const userId = parseUserId((await registered(createGraphQLClient(product.url))).user.id);
  await using stores = await openStoresBeside(settings);
  await viewsCaughtUp(stores);
  await appendedByLaterBuild(settings, userId);
  await waitFor(async () => expect(await parkedIn(settings)).toHaveLength(2));
  return { settings, product, userId };
}

async function parkedIn(settings: Settings): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { code, stdout, stderr } = await runGatehouse(['parked', 'list', '--json'], settings);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const errorOf = (userId: string) => `Event 2 (${laterType}) of user ${userId} is of an unknown type.`;

function expectRetried(outcome: CommandOutcome, code: number, text: string, views: readonly string[]): void {
  expect(outcome).toMatchObject({ code });
  expect(outcome.stdout).toBe(views.map((view) => `${view}: user ${text}\n`).join(''));
}

test('lists parked users, shows what is wrong, and has the aggregator try them again', async () => {
  const { settings, userId } = await parkedUser();
  const error = errorOf(userId);

  const list = await runGatehouse(['parked', 'list'], settings);
  const events = await runGatehouse(['parked', 'list', '--view', 'events'], settings);
  const show = await runGatehouse(['parked', 'show', toGlobalId(userId)], settings);
  const failed = await runGatehouse(['parked', 'retry', userId], settings);
  const verify = await runGatehouse(['verify'], settings);
  corrected(settings);
  const healed = await runGatehouse(['parked', 'retry', '--all'], settings);

  expect(list.stdout).toMatch(
    /^VIEW +PARTITION +USER +VERSION +ATTEMPTS +FAILED AT +ERROR\nusers .*\nevents .*\n$/,
  );
  expect(events.stdout.split('\n')[1]).toMatch(
    new RegExp(`^events +\\d+ +${userId} +2 +\\d+ +\\S+Z +Event 2 `),
  );
  expect(show).toMatchObject({ code: 0, stderr: '' });
  expect(show.stdout).toContain(
    'The log has 2 events.\nThe view users is at version 1. The user is parked there,',
  );
  expect(show.stdout).toContain(`cannot read is version 2, of the type ${laterType}:\n  ${error}\n`);
  expect(show.stdout).toContain('What to do: a later build has written the event.');
  expectRetried(failed, 1, `${userId} is parked again: ${error}`, ['users', 'events']);
  expect(verify).toMatchObject({ code: 0 });
  expect(verify.stdout).toContain('users: 1 user parked, so that documents are older');
  expectRetried(healed, 0, `${userId} is applied again.`, ['users', 'events']);
  expect(await parkedIn(settings)).toEqual([]);
  const after = await runGatehouse(['verify'], settings);
  expect(after).toMatchObject({ code: 0 });
  expect(after.stdout).toContain('events: compared 2 documents of 1 user with the log: no difference.');
}, 120_000);

test('tries parked users itself where no aggregator works', async () => {
  const { settings, product, userId } = await parkedUser();
  await product.stop();

  const failed = await runGatehouse(['parked', 'retry', '--all', '--view', 'users'], settings);
  corrected(settings);
  const healed = await runGatehouse(['parked', 'retry', userId], settings);

  expectRetried(failed, 1, `${userId} is parked again: ${errorOf(userId)}`, ['users']);
  expectRetried(healed, 0, `${userId} is applied again.`, ['users', 'events']);
  expect(healed.stderr).toBe('');
  expect((await runGatehouse(['verify'], settings)).code).toBe(0);
  expect((await runGatehouse(['parked', 'list'], settings)).stdout).toBe('Nobody is parked.\n');
  expect(await runGatehouse(['parked', 'retry', userId], settings)).toMatchObject({
    code: 0,
    stdout: `User ${userId} is not parked.\n`,
  });
}, 120_000);

const nowhere = (): Settings => ({ DATA_DIR: temporaryFolder() });
const somebody = '0b7c7c1e-5a3e-4c52-9a43-1f0f6f1f6a01';

test.each([
  [2, ['parked'], 'Usage: gatehouse parked'],
  [2, ['parked', 'show'], "missing required argument 'user'"],
  [2, ['parked', 'show', 'ada@example.com'], 'It is no id of a user'],
  [2, ['parked', 'retry'], 'name one user, or give --all'],
  [2, ['parked', 'retry', somebody, '--all'], 'name one user, or give --all'],
  [2, ['parked', 'list', '--view', 'logins'], 'Allowed choices are users, events'],
  [1, ['parked', 'list'], 'There is no master key: set MASTER_KEY, or DATA_DIR'],
])('ends with code %i for %j, in words', async (expected, args, words) => {
  const { code, stderr } = await runGatehouse(args, nowhere());

  expect({ code, stderr }).toEqual({ code: expected, stderr: expect.stringContaining(words) });
  expect(stderr).not.toContain('\n    at ');
});
