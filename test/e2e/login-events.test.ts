import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient, type GraphQLClient } from '../support/graphql-client.ts';
import { logIn } from '../support/operations.ts';
import { adminEmail, presets, type Stack, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Watcher, type WatchOptions, watchLogins } from '../support/watch-logins.ts';

const everyPreset = presets();

describe.each(everyPreset)('with $name', (preset) => {
  const open: Watcher[] = [];
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack(preset);
  });

  afterEach(() => {
    for (const watcher of open.splice(0)) watcher.close();
  });

  afterAll(() => stack[Symbol.asyncDispose]());

  test('an administrator watches everybody’s logins at another gateway than they happen at', async () => {
    const { here, there, admin } = await clients();
    const everybodys = await watching({ token: admin.token });
    const failures = await watching({ token: admin.token, filter: { outcome: 'FAILED' } });
    const ada = await personAt(here);
    const linus = await personAt(there);
    const own = await watching({ token: ada.token });

    await here.get(logIn, { input: { email: ada.email, password: 'not the password' } });
    await loggedIn(here, linus.email);
    await loggedIn(there, ada.email);

    const all = await everybodys.take(5);
    expect(byUser(all, ada.id)).toEqual(['SUCCEEDED', 'FAILED', 'SUCCEEDED']);
    expect(byUser(all, linus.id)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(byUser(await failures.take(1), ada.id)).toEqual(['FAILED']);
    expect(byUser(await own.take(2), ada.id)).toEqual(['FAILED', 'SUCCEEDED']);
  });

  test('whoever comes back with a cursor finds what happened meanwhile, each login once', async () => {
    const { here, there, admin } = await clients();
    const people = await Promise.all(Array.from({ length: 4 }, () => personAt(here)));
    const [first] = people;
    if (first === undefined) throw new Error('Nobody is there.');

    const before = await watching({ token: admin.token });
    await loggedIn(there, first.email);
    const { cursor } = await before.next();
    before.close();
    const missed = [...people, ...people, ...people];
    await Promise.all(missed.map(({ email }) => loggedIn(here, email)));

    const after = await watching({ token: admin.token, after: cursor });
    const live = people.map(({ email }) => loggedIn(there, email));
    await Promise.all(live);
    const seen = await after.take(missed.length + live.length);
    for (const { id } of people) expect(byUser(seen, id)).toEqual(Array(4).fill('SUCCEEDED'));

    // A last one shows that nothing came twice before it.
    const last = await personAt(here);
    expect((await after.next()).login).toEqual({ outcome: 'SUCCEEDED', userId: last.id });
  });

  test.each([
    ['shorter than the feed', (cursor: readonly string[]) => cursor.slice(1)],
    ['longer than the feed', (cursor: readonly string[]) => [...cursor, '0-0']],
    ['beyond what a store counts', (cursor: readonly string[]) => cursor.map(() => '18446744073709551616-0')],
    ['made of something else', (cursor: readonly string[]) => cursor.map(() => 'x')],
  ])('a cursor is refused that is %s', async (_what, change) => {
    const { here, there, admin } = await clients();
    const { token } = await personAt(there);
    const before = await watching({ token: admin.token });
    await personAt(here);
    const given = JSON.parse(Buffer.from((await before.next()).cursor, 'base64url').toString());
    const after = Buffer.from(JSON.stringify(change(given))).toString('base64url');
    const watchers = await Promise.all([watching({ token: admin.token, after }), watching({ token, after })]);
    const refusals = await Promise.all(watchers.map((watcher) => watcher.refusal()));
    expect(refusals).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT']);
  });

  test('a subscription ends in order when the server stops, and goes on after the restart', async () => {
    const { here, admin } = await clients();
    const { email, id } = await personAt(here);
    const watcher = await watching({ token: admin.token });
    await loggedIn(here, email);
    const { cursor } = await watcher.next();
    const begun = Date.now();
    const [exits] = await Promise.all([stack.stop(), watcher.ended()]);
    // Well before the connections that are left would be cut.
    expect(Date.now() - begun).toBeLessThan(2_500);
    expect(exits).toEqual(preset.roles.map(() => ({ code: 0, signal: null })));
    await stack.start();
    const [url] = stack.urls();
    await loggedIn(createGraphQLClient(url), email);
    const again = await watching({ token: admin.token, after: cursor });
    expect((await again.next()).login).toEqual({ outcome: 'SUCCEEDED', userId: id });
  });

  async function clients() {
    const [here, there] = stack.urls().map((url) => createGraphQLClient(url));
    if (here === undefined || there === undefined) throw new Error('Nothing runs.');
    const { tokens } = await waitFor(() => loggedIn(here, adminEmail));
    return { here, there, admin: { token: tokens.accessToken } };
  }

  async function watching(options: WatchOptions): Promise<Watcher> {
    const watcher = watchLogins(stack.urls()[1], options);
    open.push(watcher);
    await watcher.connected;
    return watcher;
  }
});

async function personAt(client: GraphQLClient) {
  const email = newAddress();
  await registered(client, email);
  const { tokens, user } = await loggedIn(client, email);
  return { email, id: user.id, token: tokens.accessToken };
}

function byUser(seen: readonly { login: { userId: string; outcome: string } }[], id: string) {
  return seen.filter(({ login }) => login.userId === id).map(({ login }) => login.outcome);
}
