import pLimit from 'p-limit';
import { UnreadableEvent } from '../ports/errors.ts';
import type { FeedEntry, Feeds, FeedVector } from '../ports/feeds.ts';
import type { UserId } from '../ports/message-store.ts';
import { partitionOf } from '../ports/partitions.ts';
import { beginning } from '../ports/position.ts';
import type { Log } from './log.ts';
import type { PlacedLogin } from './login-notice.ts';
import { type EventReading, makeReadEntry, type ReadEntry } from './projections/read-entry.ts';
import { toEventDocument } from './projections/to-event-document.ts';

/** Who reads, and for how long. */
export interface Reading {
  /** Whose logins; everybody's for undefined. */
  readonly userId: UserId | undefined;
  /** Asked between reads: true when nobody wants the rest. */
  readonly isOver: () => boolean;
}

/** Reads logins from the log. All its callers together do few reads at a time. */
export interface LoginReader {
  /** The logins that these entries refer to, in order; without those that cannot be read. */
  loginsOf(entries: readonly FeedEntry[]): Promise<readonly PlacedLogin[]>;
  /** The logins behind a place, in order within each partition, read as they are taken. */
  behind(from: FeedVector, reading: Reading): AsyncIterable<PlacedLogin>;
}

const pageSize = 500;
/** What one process reads at a time, however many subscribers catch up: commands need the store as well. */
const parallelReads = 8;

export function createLoginReader({
  feeds,
  log,
  ...reading
}: EventReading & {
  readonly feeds: Pick<Feeds, 'read' | 'partitions'>;
  readonly log: Pick<Log, 'warn'>;
}): LoginReader {
  const readEntry = makeReadEntry(reading);
  const limit = pLimit(parallelReads);
  const loginsOf: LoginReader['loginsOf'] = async (entries) => (await limit.map(entries, readOrTell)).flat();

  return {
    loginsOf,
    async *behind(from, reading) {
      for (const partition of partitionsOf(reading.userId)) {
        for await (const page of pages(partition, from[partition] ?? beginning, reading)) {
          yield* loginsIn(page, reading);
        }
      }
    },
  };

  /** What nobody can read must not keep everybody's other logins back: the projections set its user aside. */
  async function readOrTell(entry: FeedEntry): Promise<readonly PlacedLogin[]> {
    try {
      return await readLogins(readEntry, entry);
    } catch (error) {
      if (!(error instanceof UnreadableEvent)) throw error;
      log.warn({ err: error }, 'An event cannot be read, and is told to no subscriber');
      return [];
    }
  }

  function partitionsOf(userId: UserId | undefined): readonly number[] {
    return userId === undefined
      ? Array.from({ length: feeds.partitions }, (_, partition) => partition)
      : [partitionOf(userId, feeds.partitions)];
  }

  async function* pages(partition: number, after: string, { isOver }: Reading) {
    for (let offset = after; !isOver(); ) {
      const entries = await limit(() => feeds.read(partition, offset, pageSize));
      const last = entries.at(-1);
      if (last === undefined) return;
      yield entries;
      offset = last.offset;
    }
  }

  /** A few entries at a time: whoever leaves after the first login has not had them all read. */
  async function* loginsIn(page: readonly FeedEntry[], { userId, isOver }: Reading) {
    const entries = page.filter((entry) => userId === undefined || entry.userId === userId);
    for (let start = 0; start < entries.length && !isOver(); start += parallelReads) {
      yield* await loginsOf(entries.slice(start, start + parallelReads));
    }
  }
}

async function readLogins(readEntry: ReadEntry, entry: FeedEntry): Promise<readonly PlacedLogin[]> {
  const { partition, offset } = entry;
  const documents = (await readEntry(entry)).map((event) => toEventDocument(event));
  return documents
    .filter((document) => document.login !== null)
    .map((login) => ({ partition, offset, login }));
}
