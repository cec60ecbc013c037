import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FeedEntry, Feeds, FeedVector } from '../../src/ports/feeds.ts';
import { beginning } from '../../src/ports/position.ts';
import { appended } from '../support/appends.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';

export function tailing(open: OpenWriteSide): void {
  test('what is there already, and then what another process appends', async () => {
    const name = randomUUID();
    const writer = await preparedWriteSide(open, { name });
    const reader = await preparedWriteSide(open, { name });
    const there = await appended(writer.store, 1, 3);
    const tail = follow(reader.feeds, fromBeginning(reader.feeds));

    const before = await tail.take(3);
    const came = await appended(writer.store, 1, 2);

    expect(before).toEqual(there);
    expect(await tail.take(2)).toEqual(came);
    await tail.end();
  });

  test('only what stands behind the given offsets', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    await appended(store, 0, 2);
    await appended(store, 2, 2);
    const tail = follow(feeds, await feeds.heads());

    const late = await appended(store, 2, 1);

    expect(await tail.take(1)).toEqual(late);
    await tail.end();
  });

  test('every partition in its own order, while many write', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    const tail = follow(feeds, await feeds.heads());

    const written = await Promise.all([0, 1, 2, 3].map((partition) => appended(store, partition, 25)));

    const seen = await tail.take(100);
    const byPartition = [0, 1, 2, 3].map((number) => seen.filter(({ partition }) => partition === number));
    expect(byPartition).toEqual(written);
    await tail.end();
  });

  test('each reader on its own', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    const tails = [follow(feeds, await feeds.heads()), follow(feeds, await feeds.heads())];

    const entries = await appended(store, 0, 2);

    expect(await Promise.all(tails.map((tail) => tail.take(2)))).toEqual([entries, entries]);
    await Promise.all(tails.map((tail) => tail.end()));
  });

  test('until the signal aborts, also while nothing comes', { timeout: 5_000 }, async () => {
    const { feeds } = await preparedWriteSide(open);
    const tail = follow(feeds, await feeds.heads());
    const pending = tail.take(1);

    await tail.end();

    expect(await pending).toEqual([]);
  });

  test('nothing for a signal that has aborted already', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    await appended(store, 0, 1);

    const ended = feeds.tail(fromBeginning(feeds), AbortSignal.abort());

    expect(await ended[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
  });
}

interface Tail {
  /** So many more entries, or fewer when the tail ends. */
  take(count: number): Promise<readonly FeedEntry[]>;
  /** Aborts, and waits for the end. */
  end(): Promise<void>;
}

function follow(feeds: Feeds, after: FeedVector): Tail {
  const abort = new AbortController();
  const batches = feeds.tail(after, abort.signal)[Symbol.asyncIterator]();
  const left: FeedEntry[] = [];
  let taking: Promise<unknown> = Promise.resolve();
  const take = async (count: number): Promise<readonly FeedEntry[]> => {
    while (left.length < count) {
      const { done, value } = await batches.next();
      if (done === true) break;
      left.push(...value);
    }
    return left.splice(0, count);
  };
  return {
    take: (count) => {
      const taken = take(count);
      taking = taken;
      return taken;
    },
    end: async () => {
      abort.abort();
      await taking;
      await batches.next();
    },
  };
}

function fromBeginning(feeds: Feeds): FeedVector {
  return Array.from({ length: feeds.partitions }, () => beginning);
}
