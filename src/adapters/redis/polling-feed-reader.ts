import { setTimeout as delay } from 'node:timers/promises';
import type { FeedEntry } from '../../ports/feeds.ts';
import type { Position } from '../../ports/position.ts';
import type { FeedParts } from './feed-leases.ts';
import { type FeedReader, longestWait } from './feed-reader.ts';
import { parseFeedEntries } from './replies.ts';

const shortestPause = 50;
const pauseForPartition = 0.25;

/**
 * Asks for every partition again and again, the less often the more there are: a Cluster refuses to wait for
 * streams in different slots together. What one master does not answer holds up nothing of the others.
 */
export function createPollingReader({ redis, keysOf, guard }: FeedParts): FeedReader {
  const closing = new AbortController();

  async function readOne({ partition, offset }: Position, limit: number): Promise<readonly FeedEntry[]> {
    const { feed } = keysOf(partition);
    const entries = await guard(() => redis.xrangeBuffer(feed, `(${offset}`, '+', 'COUNT', limit));
    return parseFeedEntries(partition, entries);
  }

  return {
    read: async (after, limit, milliseconds) => {
      const end = performance.now() + Math.min(milliseconds, longestWait);
      for (;;) {
        const entries = whatCame(await Promise.allSettled(after.map((position) => readOne(position, limit))));
        const left = end - performance.now();
        if (entries.length > 0 || left <= 0) return entries;
        const pause = Math.min(shortestPause + pauseForPartition * after.length, left);
        await guard(() => delay(pause, undefined, { signal: closing.signal }));
      }
    },
    isClosed: () => closing.signal.aborted,
    close: () => closing.abort(),
  };
}

/** The entries, or the failure when there are none. */
function whatCame(reads: readonly PromiseSettledResult<readonly FeedEntry[]>[]): readonly FeedEntry[] {
  const entries = reads.flatMap((read) => (read.status === 'fulfilled' ? read.value : []));
  const failure = reads.find((read) => read.status === 'rejected');
  if (entries.length === 0 && failure !== undefined) throw failure.reason;
  return entries;
}
