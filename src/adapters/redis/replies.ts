import type { FeedEntry } from '../../ports/feeds.ts';
import { isOffset } from '../../ports/position.ts';

/** An entry of a stream: its id, and the fields by name, or null for one that is deleted. */
export interface StreamEntry {
  readonly id: string;
  readonly fields: ReadonlyMap<string, string> | null;
}

/** The items of a reply that is a list. */
export function parseList(reply: unknown): readonly unknown[] {
  if (!Array.isArray(reply)) throw new TypeError('Redis replied with something other than a list.');
  return reply;
}

export function parseText(reply: unknown): string {
  if (typeof reply === 'string') return reply;
  throw new TypeError('Redis replied with something other than a text.');
}

export function parseTextOrNull(reply: unknown): string | null {
  return reply === null ? null : parseText(reply);
}

export function parseCount(reply: unknown): number {
  const count = Number(reply);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new TypeError('Redis replied with something other than a natural number.');
}

export function parseStreamEntry(reply: unknown): StreamEntry {
  const [id, fields] = parseList(reply);
  return { id: parseText(id), fields: fields === null ? null : toFields(parseList(fields)) };
}

function toFields(flat: readonly unknown[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (let i = 0; i < flat.length; i += 2) fields.set(parseText(flat[i]), parseText(flat[i + 1]));
  return fields;
}

/** Entries of a partition's feed; none for those that are deleted. */
export function parseFeedEntries(partition: number, reply: unknown): readonly FeedEntry[] {
  return parseList(reply)
    .map(parseStreamEntry)
    .flatMap(({ id, fields }) => (fields === null ? [] : [toFeedEntry(partition, id, fields)]));
}

function toFeedEntry(partition: number, offset: string, fields: ReadonlyMap<string, string>): FeedEntry {
  if (!isOffset(offset)) throw new TypeError('An entry of a feed has an id that is no offset.');
  return {
    partition,
    offset,
    userId: parseText(fields.get('userId')),
    version: parseCount(fields.get('version')),
    count: parseCount(fields.get('count')),
  };
}
