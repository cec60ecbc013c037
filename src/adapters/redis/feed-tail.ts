import { setTimeout as delay } from 'node:timers/promises';
import { Unavailable } from '../../ports/errors.ts';
import type { FeedEntry, FeedVector } from '../../ports/feeds.ts';
import { beginning, type Position } from '../../ports/position.ts';
import type { FeedReader } from './feed-reader.ts';

const limit = 500;
const wait = 1_000;
const firstPause = 50;
const longestPause = 1_000;

/** Yields what comes behind the given offsets until the signal aborts, across failures of the server. */
export async function* tailFeeds({
  reader,
  partitions,
  after,
  signal,
}: {
  readonly reader: FeedReader;
  readonly partitions: number;
  readonly after: FeedVector;
  readonly signal: AbortSignal;
}): AsyncGenerator<readonly FeedEntry[]> {
  const reached = Array.from({ length: partitions }, (_, i) => after[i] ?? beginning);
  const read = createPatientRead(reader, signal);
  for (;;) {
    const entries = await read(reached.map((offset, partition) => ({ partition, offset })));
    if (signal.aborted || reader.isClosed()) return;
    for (const { partition, offset } of entries) reached[partition] = offset;
    if (entries.length > 0) yield entries;
  }
}

/** Reads nothing, after a pause that grows, while the server is away. */
function createPatientRead(
  reader: FeedReader,
  signal: AbortSignal,
): (after: readonly Position[]) => Promise<readonly FeedEntry[]> {
  let failures = 0;
  return async (after) => {
    try {
      const entries = await reader.read(after, limit, wait);
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
