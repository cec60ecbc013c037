import { onTestFinished } from 'vitest';
import type { Feeds } from '../../src/ports/feeds.ts';
import type { MessageStore } from '../../src/ports/message-store.ts';

/** The write side of one process: an adapter's message store and feeds, and the end of its connections. */
export interface WriteSide {
  readonly store: MessageStore;
  readonly feeds: Feeds;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Opens the same store for every caller of one name, as another process would; a fresh one if left out. */
  readonly name?: string;
  /** 4 if left out. */
  readonly partitions?: number;
  /** The same for every caller if left out. */
  readonly keyFingerprint?: string;
}

/** Opens an adapter's write side without preparing the store. */
export type OpenWriteSide = (options?: OpenOptions) => Promise<WriteSide>;

/** Opens a write side that is prepared and closed with the test. */
export async function preparedWriteSide(open: OpenWriteSide, options?: OpenOptions): Promise<WriteSide> {
  const side = await closedAfterTest(open(options));
  await side.store.prepare();
  return side;
}

/** Leaves it to the test's end to close something. */
export async function closedAfterTest<Closable extends { close(): Promise<void> }>(
  opening: Promise<Closable>,
): Promise<Closable> {
  const opened = await opening;
  onTestFinished(() => opened.close());
  return opened;
}
