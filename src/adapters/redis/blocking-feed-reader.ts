import type { Redis } from 'ioredis';
import type { FeedEntry } from '../../ports/feeds.ts';
import type { Position } from '../../ports/position.ts';
import type { FeedParts } from './feed-leases.ts';
import { type FeedReader, longestWait } from './feed-reader.ts';
import { parseFeedEntries, parseList } from './replies.ts';

const patience = 2_000;

/** Lets one server wait for all partitions together, on a connection that holds up nobody else. */
export function createBlockingReader(redis: Redis, { keysOf, guard }: Omit<FeedParts, 'redis'>): FeedReader {
  const connection = redis.duplicate({ lazyConnect: true, commandTimeout: longestWait + patience });
  // Who reads is told of every failure; without a listener ioredis prints it as well.
  connection.on('error', () => undefined);
  const prefix = redis.options.keyPrefix ?? '';
  let closed = false;

  async function readTogether(after: readonly Position[], limit: number, milliseconds: number) {
    const keys = after.map(({ partition }) => keysOf(partition).feed);
    const offsets = after.map(({ offset }) => offset);
    const wait = Math.max(1, Math.min(Math.ceil(milliseconds), longestWait));
    const reply = await connection.xreadBuffer('COUNT', limit, 'BLOCK', wait, 'STREAMS', ...keys, ...offsets);
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
    const partition = partitions.get(String(name));
    if (partition === undefined) throw new TypeError('Redis replied with a stream that was not asked for.');
    return parseFeedEntries(partition, entries);
  });
}
