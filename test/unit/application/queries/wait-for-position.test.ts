import { expect, onTestFinished, test } from 'vitest';
import type { Delay } from '../../../../src/application/environment.ts';
import { PositionNotReached, UnknownPosition } from '../../../../src/application/errors.ts';
import { makeWaitForPosition } from '../../../../src/application/queries/wait-for-position.ts';
import { Unavailable } from '../../../../src/ports/errors.ts';
import type { FeedEntry, Feeds, Lease } from '../../../../src/ports/feeds.ts';
import { appended } from '../../../support/appends.ts';
import { openEmbeddedStores } from '../../../support/embedded-stores.ts';
import { held } from '../../../support/groups.ts';

interface Rest {
  readonly milliseconds: number;
  /** Lets the time pass. */
  end(): void;
}

/** Waiting on feeds that tell how often they are asked, with pauses that end when they are told to, or are called off. */
async function openWaiting() {
  const { feeds, messageStore } = await openEmbeddedStores(2);
  const [first, second] = [...(await appended(messageStore, 0, 1)), ...(await appended(messageStore, 1, 1))];
  if (first === undefined || second === undefined) throw new Error('Two entries were appended.');
  const rests: Rest[] = [];
  const delay: Delay = (milliseconds, signal) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    signal?.addEventListener('abort', () => resolve());
    rests.push({ milliseconds, end: resolve });
    return promise;
  };
  const asked = { looks: 0, isAway: false };
  const counting: Pick<Feeds, 'applied' | 'partitions'> = {
    partitions: feeds.partitions,
    applied(group) {
      asked.looks += 1;
      return asked.isAway ? Promise.reject(new Unavailable('message store', 'away')) : feeds.applied(group);
    },
  };
  const time = { now: 0 };
  const waitFor = makeWaitForPosition({ feeds: counting, clock: () => time.now, delay });
  onTestFinished(() => rests.at(-1)?.end());
  return { feeds, first, second, rests, asked, time, waitFor };
}

async function apply(feeds: Feeds, entry: FeedEntry): Promise<void> {
  const lease: Lease = await held(feeds, entry.partition);
  await feeds.next([lease], 10, 0);
  await feeds.acknowledge(lease, [entry]);
}

/** The next pause, once it has begun. */
async function restOf(rests: readonly Rest[], number: number): Promise<Rest> {
  await expect.poll(() => rests.length).toBeGreaterThanOrEqual(number);
  const rest = rests[number - 1];
  if (rest === undefined) throw new Error('There is no such pause.');
  return rest;
}

test('any number of requests share the looks at the feeds, and nobody looks once they are answered', async () => {
  const { feeds, first, second, rests, asked, waitFor } = await openWaiting();
  const waiting = Promise.all(
    Array.from({ length: 500 }, (_, index) => waitFor('users', index % 2 === 0 ? first : second)),
  );
  const rest = await restOf(rests, 1);
  expect(asked.looks).toBe(1);

  await apply(feeds, first);
  await apply(feeds, second);
  rest.end();
  await waiting;

  expect(asked.looks).toBe(2);
  expect(rests).toHaveLength(1);
});

test('the pauses grow to 50 milliseconds, and whoever comes during a longer one than 2 does not wait for its end', async () => {
  const { feeds, first, second, rests, asked, waitFor } = await openWaiting();
  const waiting = waitFor('users', first);
  for (let number = 1; number < 8; number += 1) (await restOf(rests, number)).end();
  expect((await restOf(rests, 8)).milliseconds).toBe(50);
  expect(rests.map(({ milliseconds }) => milliseconds)).toEqual([2, 4, 8, 16, 32, 50, 50, 50]);

  await apply(feeds, second);
  await waitFor('users', second);

  expect((await restOf(rests, 9)).milliseconds).toBe(2);
  const before = asked.looks;
  const another = waitFor('users', second);
  expect(asked.looks).toBe(before);
  await apply(feeds, first);
  rests[8]?.end();
  await Promise.all([waiting, another]);
});

test('a position that does not come is refused after five seconds, in words that say what to do', async () => {
  const { first, rests, time, waitFor } = await openWaiting();
  const waiting = waitFor('events', first);
  const rest = await restOf(rests, 1);
  time.now = 5_000;
  rest.end();

  await expect(waiting).rejects.toEqual(new PositionNotReached('events', 5_000));
});

test('a request that nobody waits for any more ends its waiting, and no other', async () => {
  const { feeds, first, rests, waitFor } = await openWaiting();
  const gone = new AbortController();
  const [one, other] = [waitFor('users', first, gone.signal), waitFor('users', first)];
  const rest = await restOf(rests, 1);
  gone.abort();
  rest.end();
  await expect(one).rejects.toBeInstanceOf(PositionNotReached);

  const next = await restOf(rests, 2);
  await apply(feeds, first);
  next.end();
  await other;
});

test('feeds that cannot be asked are told to everybody who waits, and are asked again by the next', async () => {
  const { feeds, first, asked, waitFor } = await openWaiting();
  asked.isAway = true;
  const outcomes = await Promise.allSettled([waitFor('users', first), waitFor('users', first)]);
  expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual([
    expect.any(Unavailable),
    expect.any(Unavailable),
  ]);

  asked.isAway = false;
  await apply(feeds, first);
  await waitFor('users', first);
});

test('a partition that the store does not have is refused at once', async () => {
  const { asked, waitFor } = await openWaiting();
  await expect(waitFor('users', { partition: 2, offset: '1-0' })).rejects.toBeInstanceOf(UnknownPosition);
  expect(asked.looks).toBe(0);
});
