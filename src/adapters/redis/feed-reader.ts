import type { Redis } from 'ioredis';
import type { FeedEntry } from '../../ports/feeds.ts';
import type { Position } from '../../ports/position.ts';
import type { Guard } from './failures.ts';
import type { KeysOfPartition } from './keys.ts';
import { parseFeedEntries, parseList, parseText } from './replies.ts';

/** Waits for entries, on a connection of its own. */
export interface FeedReader {
  /** Entries behind these positions, at most `limit` a partition; none when none comes for a second. */
  read(after: readonly Position[], limit: number, milliseconds: number): Promise<readonly FeedEntry[]>;
  isClosed(): boolean;
  /** Lets a read that waits fail at once. */
  close(): void;
}

export interface FeedReaderOptions {
  readonly redis: Redis;
  readonly keysOf: KeysOfPartition;
  readonly guard: Guard;
}

/** Redis holds a waiting read for so long at the most, so that a server that went away is noticed. */
const longestWait = 1_000;
const patience = 2_000;

export function createFeedReader({ redis, keysOf, guard }: FeedReaderOptions): FeedReader {
  const connection = redis.duplicate({ lazyConnect: true, commandTimeout: longestWait + patience });
  // Who reads is told of every failure; without a listener ioredis prints it as well.
  connection.on('error', () => undefined);
  const prefix = redis.options.keyPrefix ?? '';
  let closed = false;

  async function readTogether(after: readonly Position[], limit: number, milliseconds: number) {
    const keys = after.map(({ partition }) => keysOf(partition).feed);
    const offsets = after.map(({ offset }) => offset);
    const wait = Math.max(1, Math.min(Math.ceil(milliseconds), longestWait));
    const reply = await connection.xread('COUNT', limit, 'BLOCK', wait, 'STREAMS', ...keys, ...offsets);
    const partitions = new Map(after.map(({ partition }, i) => [`${prefix}${keys[i]}`, partition]));
    return parseStreams(reply, partitions);
  }

  return {
    read: (after, limit, milliseconds) => guard(() => readTogether(after, limit, milliseconds)),
    isClosed: () => closed,
    close: () => {
      closed = true;
      connection.disconnect();
    },
  };
}

function parseStreams(reply: unknown, partitions: ReadonlyMap<string, number>): readonly FeedEntry[] {
  if (reply === null) return [];
  return parseList(reply).flatMap((stream) => {
    const [name, entries] = parseList(stream);
    const partition = partitions.get(parseText(name));
    if (partition === undefined) throw new TypeError('Redis replied with a stream that was not asked for.');
    return parseFeedEntries(partition, entries);
  });
}
