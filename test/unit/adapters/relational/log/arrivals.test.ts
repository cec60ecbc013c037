import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createArrivals } from '../../../../../src/adapters/relational/log/arrivals.ts';

const long = 60_000;

test('wakes everybody who waits when something arrives', async () => {
  const arrivals = createArrivals();
  const seen = arrivals.count();
  const waiting = [arrivals.waitPast(seen, long), arrivals.waitPast(seen, long)];

  arrivals.announce();

  expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
});

test('misses nothing that arrived since the count was read', async () => {
  const arrivals = createArrivals();
  const seen = arrivals.count();

  arrivals.announce();

  await arrivals.waitPast(seen, long);
});

test('ends a wait when its time is over', async () => {
  const arrivals = createArrivals();

  await arrivals.waitPast(arrivals.count(), 1);
});

test('ends a wait when its signal aborts, and does not begin one after that', async () => {
  const arrivals = createArrivals();
  const abort = new AbortController();
  const waiting = arrivals.waitPast(arrivals.count(), long, abort.signal);

  abort.abort();

  await waiting;
  await arrivals.waitPast(arrivals.count(), long, abort.signal);
});

test('waits while nothing happens', async () => {
  const arrivals = createArrivals();
  let ended = false;
  const waiting = arrivals.waitPast(arrivals.count(), long).then(() => {
    ended = true;
  });

  await nextTurn();

  expect(ended).toBe(false);
  arrivals.announce();
  await waiting;
});
