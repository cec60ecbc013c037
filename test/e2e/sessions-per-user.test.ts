import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mySessions } from '../support/account-operations.ts';
import { newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { events } from '../support/operations.ts';
import { expectLive, expectRefusedSoon, refreshed, type SignedIn, signIn } from '../support/signed-in.ts';
import { presets, type Stack, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

const limit = 3;

describe.each(presets())('with $name', (preset) => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack(preset, { SESSIONS_PER_USER: String(limit) });
  });

  afterAll(() => stack[Symbol.asyncDispose]());

  async function newPerson(): Promise<string> {
    const email = newAddress();
    await registered(createGraphQLClient(stack.urls()[0]), email);
    return email;
  }

  async function sessionsOf(session: SignedIn): Promise<readonly string[]> {
    const { me } = await session.at(stack.urls()[1]).get(mySessions, {});
    return (me?.sessions ?? []).map(({ id }) => id).toSorted();
  }

  test('a login ends the session that was used least recently, everywhere within a second, and the log says why', async () => {
    const [here, there] = stack.urls();
    const email = await newPerson();
    const first = await signIn(here, email);
    const second = await signIn(here, email);
    const third = await signIn(there, email);
    await expectLive(there, second);
    expect(await refreshed(here, first)).toBe('RefreshSuccess');

    const fourth = await signIn(there, email);

    await expectRefusedSoon(here, second);
    expect(await refreshed(there, second)).toBe('InvalidToken');
    expect(await sessionsOf(fourth)).toEqual(
      [first, third, fourth].map(({ sessionId }) => sessionId).toSorted(),
    );
    await waitFor(async () => {
      const [newest] = (await fourth.at(here).get(events, {})).events.edges;
      expect(newest?.node).toMatchObject({
        type: 'SessionRevoked',
        data: { reason: 'SUPERSEDED' },
        userId: first.userId,
      });
    });
  });

  test('logins at once may be more, and the next one leaves no more than there may be', async () => {
    const [here, there] = stack.urls();
    const email = await newPerson();
    const before = [await signIn(here, email), await signIn(there, email)];
    const at = [here, there, here].map((url) => signIn(url, email));
    const begun = [...before, ...(await Promise.all(at))];
    const last = await signIn(here, email);

    const left = await sessionsOf(last);

    expect(left).toHaveLength(limit);
    expect(left).toContain(last.sessionId);
    expect([...begun, last].map(({ sessionId }) => sessionId)).toEqual(expect.arrayContaining([...left]));
  });
});
