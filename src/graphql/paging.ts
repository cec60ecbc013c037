import type { ObjectRef } from '@pothos/core';
import type { Cursor, Page, PageRequest, TimeRange } from '../ports/page.ts';
import { builder } from './builder.ts';
import { badUserInput } from './errors.ts';
import { hasNul } from './refuse-nul.ts';

export const defaultCount = 20;
export const maximumCount = 100;
// Stores keep counts and versions in 32 bits.
const largestCount = 2 ** 31 - 1;

interface ConnectionArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** The types of a cursor's values: of the ordering fields, and of what tells items apart. */
export type CursorTypes = readonly CursorType[];
export type CursorType = 'text' | 'time' | 'count';

/** Events are sorted by time, user id and version. */
export const eventCursor: CursorTypes = ['time', 'text', 'count'];

/** The page that the arguments of a connection ask for. @throws GraphQLError BAD_USER_INPUT */
export function parsePage(args: ConnectionArguments, types: CursorTypes): PageRequest {
  const backward = isGiven(args.last) || isGiven(args.before);
  if (backward && (isGiven(args.first) || isGiven(args.after))) {
    throw badUserInput('Ask for a page with first and after, or with last and before, not with both.');
  }
  return backward
    ? {
        direction: 'backward',
        count: parseCount(args.last, 'last'),
        cursor: parseCursor(args.before, 'before', types),
      }
    : {
        direction: 'forward',
        count: parseCount(args.first, 'first'),
        cursor: parseCursor(args.after, 'after', types),
      };
}

function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function parseCount(count: number | null | undefined, name: string): number {
  const number = count ?? defaultCount;
  if (number < 1 || number > maximumCount)
    throw badUserInput(`${name} is a number from 1 to ${maximumCount}.`);
  return number;
}

function parseCursor(text: string | null | undefined, name: string, types: CursorTypes): Cursor | null {
  if (text === null || text === undefined) return null;
  const cursor = parseJson(text);
  if (!isCursor(cursor, types)) {
    throw badUserInput(`${name} is a cursor of an earlier page of the same list, passed back as it is.`);
  }
  return cursor;
}

function isCursor(value: unknown, types: CursorTypes): value is Cursor {
  return (
    Array.isArray(value) &&
    value.length === types.length &&
    types.every((type, i) => isCursorValue(value[i], type))
  );
}

function isCursorValue(value: unknown, type: CursorType): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string' && !hasNul(value);
    case 'time':
      return Number.isSafeInteger(value);
    case 'count':
      return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= largestCount;
  }
}

/** The JSON in an opaque text; undefined when there is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    // Text that was never a cursor is reported by the caller.
    return undefined;
  }
}

/** An opaque text that `parseJson` reads. */
export function encodeJson(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The page of a list that holds nothing. */
export const emptyPage: Page<never> = {
  items: [],
  hasNextPage: false,
  hasPreviousPage: false,
  totalCount: 0,
};

/** A page as the Relay specification shapes it. */
export function toConnection<Item>(page: Page<Item>) {
  const edges = page.items.map(({ cursor, item }) => ({ cursor: encodeJson(cursor), node: item }));
  return {
    edges,
    totalCount: page.totalCount,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** A span of time in arguments. */
export const timeRangeInput = builder.inputType('TimeRange', {
  description: 'A span of time; without a bound it is open on that side.',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', description: 'Inclusive.' }),
    to: t.field({ type: 'DateTime', description: 'Exclusive.' }),
  }),
});

/** The span as views take it. */
export function toTimeRange(range: typeof timeRangeInput.$inferInput): TimeRange {
  return { from: range.from?.getTime() ?? null, to: range.to?.getTime() ?? null };
}

type Types = typeof builder.$inferSchemaTypes;

/** The types of a list's pages, by the Relay specification, with the number of all items. */
export function defineConnection<Item>(
  type: ObjectRef<Types, Item>,
  { name, item, items }: { readonly name: string; readonly item: string; readonly items: string },
) {
  return builder.connectionObject(
    {
      type,
      name: `${name}Connection`,
      description: `A page of ${items}.`,
      fields: (t) => ({
        totalCount: t.exposeInt('totalCount', { description: `How many ${items} match in all.` }),
      }),
    },
    { name: `${name}Edge`, description: `${item} in a list.` },
  );
}
