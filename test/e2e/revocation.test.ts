import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { logout } from '../support/account-operations.ts';
import { events } from '../support/operations.ts';
import {
  expectLive,
  expectRefusedSoon,
  newPerson,
  refreshed,
  type SignedIn,
  signIn,
  watch,
} from '../support/signed-in.ts';
import { adminEmail, type Stack, startStack } from '../support/stack.ts';
import { waitFor, within } from '../support/wait-for.ts';
import type { Watcher } from '../support/watch-logins.ts';
import { type People, twoGateways, ways } from '../support/ways-to-end.ts';

describe.each(twoGateways())('with two gateways: $name', (preset) => {
  const ended: SignedIn[] = [];
  const open: Watcher[] = [];
  let stack: Stack;
  let admin: SignedIn;

  beforeAll(async () => {
    stack = await startStack(preset);
    admin = await waitFor(() => signIn(stack.urls()[0], adminEmail));
  });

  afterEach(() => {
    for (const watcher of open.splice(0)) watcher.close();
  });

  afterAll(() => stack[Symbol.asyncDispose]());

  async function watching(url: string, session: SignedIn): Promise<Watcher> {
    const watcher = await watch(url, session);
    open.push(watcher);
    return watcher;
  }

  test.each(ways)(
    '$name: the other gateway refuses what ended, and nothing else, within a second',
    async (way) => {
      const [here, there] = stack.urls();
      const [first, second] = await newPerson(here);
      const people: People = { url: here, first, second, admin };
      const watchers = await Promise.all([first, second].map((session) => watching(there, session)));
      await Promise.all([first, second].map((session) => expectLive(there, session)));

      const result = await way.end(people);

      expect(result.__typename).toBe(way.succeeds);
      const over = way.endsSecond ? [first, second] : [first];
      await Promise.all([
        ...over.map((session) => expectRefusedSoon(there, session)),
        ...watchers
          .slice(0, over.length)
          .map(async (watcher) =>
            expect(await within(1_250, 'The end', watcher.refusal())).toBe('UNAUTHENTICATED'),
          ),
        ...over.map(async (session) => expect(await refreshed(there, session)).toBe('InvalidToken')),
      ]);
      await Promise.all(over.map((session) => expectRefusedSoon(here, session)));
      ended.push(...over);
      if (!way.endsSecond) {
        await expectLive(there, second);
        expect(await refreshed(there, second)).toBe('RefreshSuccess');
      }
      const page = await admin.at(there).get(events, { atLeast: result.position ?? '' });
      const left = page.events.edges.map(({ node }) => node).filter(({ userId }) => userId === first.userId);
      const leaves = way.leaves(people);
      expect(left.slice(0, leaves.length).map(({ type, actorId }) => ({ type, actorId }))).toEqual(leaves);
    },
  );

  test('a subscription of a session that goes on is told of what comes after', async () => {
    const [here, there] = stack.urls();
    const [first, second] = await newPerson(here);
    const watcher = await watching(there, second);
    await first.at(here).get(logout, {});
    await signIn(here, second.email);
    expect((await watcher.next()).login).toEqual({ outcome: 'SUCCEEDED', userId: second.userId });
  });

  test('what ended stays over when everything is started anew', async () => {
    expect(ended.length).toBeGreaterThan(0);
    await stack.stop();
    await stack.start();
    const [here, there] = stack.urls();
    for (const session of ended) {
      await expectRefusedSoon(there, session);
      expect(await refreshed(here, session)).toBe('InvalidToken');
    }
  });
});
