import type { FeedEntry } from '../../ports/feeds.ts';
import { isOffset } from '../../ports/position.ts';
import { splitFeedValue } from './feed-value.ts';

/** An entry of a stream: its id, and the one value that it holds, or null for one that is deleted. */
export interface StreamEntry {
  readonly id: string;
  readonly value: Uint8Array | null;
}

/** The name of the one field that an entry of a stream has. */
const valueField = 'e';

/** The items of a reply that is a list. */
export function parseList(reply: unknown): readonly unknown[] {
  if (!Array.isArray(reply)) throw new TypeError('Redis replied with something other than a list.');
  return reply;
}

/** A text, also of a reply as bytes. */
export function parseText(reply: unknown): string {
  if (typeof reply === 'string') return reply;
  return Buffer.from(parseBytes(reply)).toString();
}

export function parseTextOrNull(reply: unknown): string | null {
  return reply === null ? null : parseText(reply);
}

export function parseBytes(reply: unknown): Uint8Array {
  if (reply instanceof Uint8Array) return reply;
  throw new TypeError('Redis replied with something other than a text.');
}

export function parseBytesOrNull(reply: unknown): Uint8Array | null {
  return reply === null ? null : parseBytes(reply);
}

/** Bytes of their own: a few bytes of a reply would keep the whole of it in memory. */
export function copyOf(bytes: Uint8Array | null): Uint8Array | null {
  return bytes && new Uint8Array(bytes);
}

export function parseCount(reply: unknown): number {
  const count = Number(reply);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new TypeError('Redis replied with something other than a natural number.');
}

/** An entry of a reply as bytes. */
export function parseStreamEntry(reply: unknown): StreamEntry {
  const [id, fields] = parseList(reply);
  return { id: parseText(id), value: fields === null ? null : parseValue(parseList(fields)) };
}

function parseValue([name, value]: readonly unknown[]): Uint8Array {
  if (parseText(name) !== valueField) throw new TypeError('An entry of a stream has an unknown field.');
  return parseBytes(value);
}

/** Entries of a partition's feed, of a reply as bytes; none for those that are deleted. */
export function parseFeedEntries(partition: number, reply: unknown): readonly FeedEntry[] {
  return parseList(reply)
    .map(parseStreamEntry)
    .flatMap(({ id, value }) => (value === null ? [] : [toFeedEntry(partition, id, value)]));
}

function toFeedEntry(partition: number, offset: string, value: Uint8Array): FeedEntry {
  if (!isOffset(offset)) throw new TypeError('An entry of a feed has an id that is no offset.');
  const { userId, version, count } = splitFeedValue(value);
  return {
    partition,
    offset,
    userId: parseText(userId),
    version: parseCount(version),
    count: parseCount(count),
  };
}
