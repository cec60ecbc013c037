import { expect, test } from 'vitest';
import { createLiveSessions } from '../../../src/application/live-sessions.ts';
import { Unavailable } from '../../../src/ports/errors.ts';

/** Live sessions on a store whose answers, and on a clock whose hands, the test moves. */
function opened({ live = ['a', 'b'] }: { readonly live?: readonly string[] } = {}) {
  const state = { live: new Set(live), milliseconds: 0, tookMilliseconds: 0, failure: null as Error | null };
  const calls: (readonly string[])[] = [];
  const sessions = createLiveSessions({
    store: {
      async areLive(ids) {
        calls.push(ids);
        const answers = ids.map((id) => state.live.has(id));
        await undefined;
        if (state.failure !== null) throw state.failure;
        state.milliseconds += state.tookMilliseconds;
        return answers;
      },
    },
    clock: () => 1_000_000,
    monotonicClock: () => state.milliseconds,
  });
  return { sessions, state, calls };
}

test('what one turn of the event loop asks is asked in one call, each session once', async () => {
  const { sessions, calls } = opened();

  const answers = await Promise.all(['a', 'c', 'a', 'b'].map((id) => sessions.isLive(id)));

  expect(answers).toEqual([true, false, true, true]);
  expect(calls).toEqual([['a', 'c', 'b']]);
});

test('what the next turn asks is asked in a call of its own', async () => {
  const { sessions, calls } = opened();
  const first = sessions.isLive('a');
  await new Promise((resolve) => setImmediate(resolve));

  await Promise.all([first, sessions.isLive('b')]);

  expect(calls).toEqual([['a'], ['b']]);
});

test('an answer is remembered for half a second, from before the store was asked', async () => {
  const { sessions, state, calls } = opened();
  state.tookMilliseconds = 100;
  await sessions.isLive('a');
  state.tookMilliseconds = 0;
  state.live.delete('a');

  state.milliseconds = 500;
  expect(await sessions.isLive('a')).toBe(true);
  expect(calls).toHaveLength(1);
  state.milliseconds = 501;
  expect(await sessions.isLive('a')).toBe(false);
  expect(calls).toHaveLength(2);
});

test('no answer is older than a second: one that took longer is asked for again', async () => {
  const { sessions, state, calls } = opened();
  state.tookMilliseconds = 1_001;
  const asked = sessions.isLive('a');
  await new Promise((resolve) => setImmediate(resolve));
  state.live.delete('a');
  state.tookMilliseconds = 1_000;

  expect(await asked).toBe(false);
  expect(calls).toHaveLength(2);
});

test('nobody is let in by a store that always takes longer than a second', async () => {
  const { sessions, state, calls } = opened();
  state.tookMilliseconds = 1_001;

  await expect(sessions.isLive('a')).rejects.toBeInstanceOf(Unavailable);
  expect(calls).toHaveLength(3);
});

test('an answer that took long is not remembered for longer', async () => {
  const { sessions, state, calls } = opened();
  state.tookMilliseconds = 501;
  await sessions.isLive('a');
  await sessions.isLive('a');

  expect(calls).toHaveLength(2);
});

test('nobody is let in while the store cannot be asked, and a failure is not remembered', async () => {
  const { sessions, state } = opened();
  state.failure = new Unavailable('sessions', new Error('gone'));
  await expect(sessions.isLive('a')).rejects.toBe(state.failure);

  state.failure = null;

  expect(await sessions.isLive('a')).toBe(true);
});

test('a failure does not take away what is still remembered', async () => {
  const { sessions, state } = opened();
  await sessions.isLive('a');
  state.failure = new Unavailable('sessions', new Error('gone'));

  state.milliseconds = 500;
  expect(await sessions.isLive('a')).toBe(true);
  state.milliseconds = 501;
  await expect(sessions.isLive('a')).rejects.toBe(state.failure);
});

test('a session that this process ended is not live from then on, though it was being asked about', async () => {
  const { sessions } = opened();
  await sessions.isLive('b');
  const asked = sessions.isLive('a');

  sessions.forget('a');
  sessions.forget('b');

  expect(await Promise.all([asked, sessions.isLive('a'), sessions.isLive('b')])).toEqual([
    false,
    false,
    false,
  ]);
});

test('a store that does not answer for everything lets nobody in', async () => {
  const sessions = createLiveSessions({
    store: { areLive: async () => [] },
    clock: () => 0,
    monotonicClock: () => 0,
  });

  expect(await sessions.isLive('a')).toBe(false);
});

test('what is remembered is bounded', async () => {
  const ids = Array.from({ length: 20_001 }, (_, index) => `session ${index}`);
  const { sessions, calls } = opened({ live: ids });
  await Promise.all(ids.map((id) => sessions.isLive(id)));

  await Promise.all([ids.at(0) ?? '', ids.at(-1) ?? ''].map((id) => sessions.isLive(id)));

  expect(calls.map(({ length }) => length)).toEqual([20_001, 1]);
});
