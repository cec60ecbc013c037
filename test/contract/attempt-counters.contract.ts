import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { AttemptCounters } from '../../src/ports/attempt-counters.ts';
import { Unavailable } from '../../src/ports/errors.ts';
import type { OpenedCounters } from '../../src/roles/open-counters.ts';
import { closedAfterTest } from '../support/opened.ts';
import { waitFor } from '../support/wait-for.ts';

/** Opens counters without preparing them: the same for every caller of one name, as another process would. */
export type OpenAttemptCounters = (name?: string) => Promise<OpenedCounters>;

interface Away {
  /** Opens counters whose server cannot be reached. */
  readonly openAway: () => Promise<OpenedCounters>;
  /** How soon they say so, in milliseconds. */
  readonly within?: number;
}

const minute = 60;

/** What every store of attempt counters has to do. Call it once for each adapter. */
export function attemptCountersContract(
  name: string,
  open: OpenAttemptCounters,
  { openAway, within = 3_000 }: Away,
): void {
  describe(`the attempt counters on ${name}`, () => {
    counting(open);
    takingBack(open);
    lasting(open);
    failing(open, { openAway, within });
  });
}

function counting(open: OpenAttemptCounters): void {
  test('give 100 parallel attempts of two processes the numbers 1 to 100', async () => {
    const [first, second] = await twoProcesses(open);
    const key = randomUUID();

    const counts = await Promise.all(
      Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? first : second).count(key, minute)),
    );

    const numbers = counts.map(({ attempts }) => attempts).toSorted((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });

  test('count each key apart', async () => {
    const counters = await prepared(open);
    const [one, two] = [randomUUID(), randomUUID()];

    expect([
      (await counters.count(one, minute)).attempts,
      (await counters.count(two, minute)).attempts,
      (await counters.count(one, minute)).attempts,
    ]).toEqual([1, 1, 2]);
  });

  test('count from the first attempt on, however many follow and however long they ask for', async () => {
    const counters = await prepared(open);
    const key = randomUUID();

    const first = await counters.count(key, minute);
    const second = await counters.count(key, 10 * minute);

    expect(first.remaining).toBeGreaterThan(58_000);
    expect(first.remaining).toBeLessThanOrEqual(60_000);
    expect(second.remaining).toBeGreaterThan(50_000);
    expect(second.remaining).toBeLessThanOrEqual(first.remaining);
  });

  test('begin anew when the time is over', async () => {
    const counters = await prepared(open);
    const key = randomUUID();
    await counters.count(key, 1);
    await counters.count(key, 1);

    // Each of these attempts falls into the same second, until one does not.
    await waitFor(async () => expect(await counters.count(key, 1)).toMatchObject({ attempts: 1 }));
  });
}

function takingBack(open: OpenAttemptCounters): void {
  test('take one attempt back, and keep the time', async () => {
    const counters = await prepared(open);
    const key = randomUUID();
    await counters.count(key, minute);
    await counters.count(key, minute);
    await counters.takeBack(key);

    const count = await counters.count(key, 10 * minute);

    expect(count.attempts).toBe(2);
    expect(count.remaining).toBeLessThanOrEqual(60_000);
  });

  test('take nothing back from a counter that is not there, or stands at nothing', async () => {
    const counters = await prepared(open);
    const [never, once] = [randomUUID(), randomUUID()];
    await counters.takeBack(never);
    await counters.count(once, minute);
    await counters.takeBack(once);
    await counters.takeBack(once);

    expect((await counters.count(never, minute)).attempts).toBe(1);
    expect((await counters.count(once, minute)).attempts).toBe(1);
  });

  test('lose no attempt of others while 50 are taken back', async () => {
    const [first, second] = await twoProcesses(open);
    const key = randomUUID();
    await Promise.all(Array.from({ length: 51 }, () => first.count(key, minute)));

    await Promise.all(
      Array.from({ length: 50 }, () => [first.takeBack(key), second.count(key, minute)]).flat(),
    );

    expect((await first.count(key, minute)).attempts).toBe(52);
  });

  test('forget counters, of which some are not there', async () => {
    const counters = await prepared(open);
    const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()];
    for (const key of [one, one, two, three, three]) await counters.count(key, minute);

    await counters.forget([one, two, randomUUID()]);
    await counters.forget([]);

    const counts = await Promise.all([one, two, three].map((key) => counters.count(key, minute)));
    expect(counts.map(({ attempts }) => attempts)).toEqual([1, 1, 3]);
  });
}

function lasting(open: OpenAttemptCounters): void {
  test('outlast the process that counted, and a second preparation', async () => {
    const [name, key] = [randomUUID(), randomUUID()];
    const first = await open(name);
    await first.prepare();
    await first.count(key, minute);
    await first.close();

    const second = await prepared(open, name);
    await second.prepare();

    expect((await second.count(key, minute)).attempts).toBe(2);
  });

  test('are prepared by eight processes at once', async () => {
    const name = randomUUID();
    const processes = await Promise.all(Array.from({ length: 8 }, () => closedAfterTest(open(name))));

    await Promise.all(processes.map((each) => each.prepare()));
    const [counters] = processes;

    await counters?.ping();
    expect((await counters?.count(randomUUID(), minute))?.attempts).toBe(1);
  });
}

function failing(open: OpenAttemptCounters, { openAway, within }: Required<Away>): void {
  test('say so at once when their server is away', async () => {
    const counters = await closedAfterTest(openAway());
    const start = performance.now();

    const failures = await Promise.all(
      [
        counters.prepare(),
        counters.count('a key', minute),
        counters.takeBack('a key'),
        counters.forget(['a key']),
        counters.ping(),
      ].map((call) => call.then(() => null, toService)),
    );

    expect(failures).toEqual(Array.from({ length: 5 }, () => 'attempt counters'));
    expect(performance.now() - start).toBeLessThan(within);
  });

  test('say so when they were closed', async () => {
    const counters = await open();
    await counters.prepare();
    await counters.close();

    expect(await counters.count('a key', minute).then(() => null, toService)).toBe('attempt counters');
  });
}

function toService(error: unknown): string {
  if (error instanceof Unavailable) return error.service;
  throw error;
}

async function prepared(open: OpenAttemptCounters, name?: string): Promise<AttemptCounters> {
  const counters = await closedAfterTest(open(name));
  await counters.prepare();
  return counters;
}

async function twoProcesses(open: OpenAttemptCounters): Promise<readonly [AttemptCounters, AttemptCounters]> {
  const name = randomUUID();
  return [await prepared(open, name), await prepared(open, name)];
}
