import { setTimeout as delay } from 'node:timers/promises';
import { Unavailable } from '../../ports/errors.ts';
import type { FeedEntry, FeedVector } from '../../ports/feeds.ts';
import { beginning, type Position } from '../../ports/position.ts';
import type { FeedReader } from './feed-reader.ts';
import type { AssertUntrimmed } from './feed-trimming.ts';

const limit = 500;
const wait = 1_000;
const firstPause = 50;
const longestPause = 1_000;

interface TailOptions {
  readonly reader: FeedReader;
  readonly assertUntrimmed: AssertUntrimmed;
  readonly partitions: number;
  readonly after: FeedVector;
  readonly signal: AbortSignal;
}

type Read = (after: readonly Position[]) => Promise<readonly FeedEntry[]>;

/**
 * Yields what comes behind the given offsets until the signal aborts, across failures of the server.
 * @throws FeedTrimmed
 */
export async function* tailFeeds(options: TailOptions): AsyncGenerator<readonly FeedEntry[]> {
  const { reader, partitions, after, signal } = options;
  const reached = Array.from({ length: partitions }, (_, i) => after[i] ?? beginning);
  const read = createPatientRead(createCheckedRead(options), signal);
  for (;;) {
    const entries = await read(reached.map((offset, partition) => ({ partition, offset })));
    if (signal.aborted || reader.isClosed()) return;
    for (const { partition, offset } of entries) reached[partition] = offset;
    if (entries.length > 0) yield entries;
  }
}

/** Fails when entries are missing: of any partition at first, and then before an entry that comes. */
function createCheckedRead({ reader, assertUntrimmed }: TailOptions): Read {
  let isFirst = true;
  return async (after) => {
    const entries = await reader.read(after, limit, wait);
    const news = new Set(entries.map(({ partition }) => partition));
    await assertUntrimmed(isFirst ? after : after.filter(({ partition }) => news.has(partition)));
    isFirst = false;
    return entries;
  };
}

/** Reads nothing, after a pause that grows, while the server is away. */
function createPatientRead(read: Read, signal: AbortSignal): Read {
  let failures = 0;
  return async (after) => {
    try {
      const entries = await read(after);
      failures = 0;
      return entries;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      failures += 1;
      await pause(failures, signal);
      return [];
    }
  };
}

async function pause(failures: number, signal: AbortSignal): Promise<void> {
  const milliseconds = Math.min(firstPause * 2 ** (failures - 1), longestPause);
  // It rejects when the signal aborts, which ends the pause as it should.
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}
