import pLimit from 'p-limit';
import type { FeedEntry, Feeds, PartitionLag } from '../../ports/feeds.ts';
import { compareOffsets, type Offset } from '../../ports/position.ts';
import type { FeedParts } from './feed-leases.ts';
import { parseCount, parseFeedEntries, parseList, parseText } from './replies.ts';
import { createScript } from './script.ts';

/** What a feed says of itself and of a group. */
interface Facts {
  readonly applied: Offset;
  readonly isKept: boolean;
  readonly first: Offset;
  readonly last: Offset;
  readonly length: number;
  /** How many entries the group has not applied; null where Redis lost count. */
  readonly behind: number | null;
}

/** What was counted from the first entry that is not applied on. */
interface Count {
  readonly since: number | null;
  readonly entries: number;
  readonly events: number;
  readonly isComplete: boolean;
}

const countedUpTo = 10_000;
const pageSize = 1_000;
const partitionsAtOnce = 4;

/**
 * An entry's id tells when it was appended, and its value how many events it stands for: so these are counted entry by
 * entry, up to 10,000 events of a partition. Of more it takes the number of entries, by Redis' own count or, where Redis
 * lost that, by the group's place in the time that the feed spans, and the mean of events an entry of those that it counted.
 */
export function createFeedLag({
  redis,
  keysOf,
  guard,
  partitions,
}: FeedParts & { readonly partitions: number }): Pick<Feeds, 'lag'> {
  const script = createScript(redis, 'lag');

  async function lagOf(group: string, partition: number): Promise<PartitionLag> {
    const { feed, applied } = keysOf(partition);
    const facts = parseFacts(await guard(() => script([feed, applied(group)], [group])));
    const count = await countBehind(partition, facts);
    return {
      partition,
      applied: facts.applied,
      appliedAt: facts.isKept ? timeOf(facts.applied) : null,
      events: count.isComplete ? count.events : estimate(facts, count),
      waitingSince: count.since,
    };
  }

  async function countBehind(partition: number, { applied, last, behind }: Facts): Promise<Count> {
    const { feed } = keysOf(partition);
    // Of so many entries that they are more events in any case, the first page has to stand for the others.
    const most = (behind ?? 0) > countedUpTo ? 0 : countedUpTo;
    let count: Count = { ...nothing, isComplete: compareOffsets(applied, last) >= 0 };
    for (let reached = applied; !count.isComplete && count.events <= most; ) {
      const start = `(${reached}`;
      const page = await guard(() => redis.xrangeBuffer(feed, start, last, 'COUNT', pageSize));
      const entries = parseFeedEntries(partition, page);
      count = add(count, entries);
      reached = entries.at(-1)?.offset ?? last;
    }
    return count;
  }

  return {
    lag: (group) =>
      pLimit(partitionsAtOnce).map(
        Array.from({ length: partitions }, (_, i) => i),
        (partition) => lagOf(group, partition),
      ),
  };
}

const nothing: Count = { since: null, entries: 0, events: 0, isComplete: true };

function add(count: Count, page: readonly FeedEntry[]): Count {
  const [first] = page;
  return {
    since: count.since ?? (first === undefined ? null : timeOf(first.offset)),
    entries: count.entries + page.length,
    events: page.reduce((sum, entry) => sum + entry.count, count.events),
    isComplete: page.length < pageSize,
  };
}

function estimate({ applied, first, last, length, behind }: Facts, { entries, events }: Count): number {
  const span = timeOf(last) - timeOf(first);
  const left = timeOf(last) - Math.max(timeOf(applied), timeOf(first));
  const all = Math.max(entries, Math.min(length, behind ?? (span === 0 ? length : (length * left) / span)));
  return Math.round((all * events) / entries);
}

/** The first part of an offset is the time of the append. */
function timeOf(offset: Offset): number {
  const [milliseconds] = offset.split('-');
  return parseCount(milliseconds);
}

function parseFacts(reply: unknown): Facts {
  const [applied, kept, first, last, length, behind] = parseList(reply);
  return {
    applied: parseText(applied),
    isKept: kept === 1,
    first: parseText(first),
    last: parseText(last),
    length: parseCount(length),
    behind: behind === null ? null : parseCount(behind),
  };
}
