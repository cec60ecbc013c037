import type { Cursor, Page, PageRequest } from '../../src/ports/page.ts';

/** What the pages of a list must be, computed the plain way. */
export interface ExpectedList<Item> {
  readonly items: readonly Item[];
  readonly cursorOf: (item: Item) => Cursor;
  /** One for each part of the cursor. */
  readonly directions: readonly ('ASC' | 'DESC')[];
}

/** The page that every adapter must answer with. */
export function expectedPage<Item>(list: ExpectedList<Item>, page: PageRequest): Page<Item> {
  const sorted = list.items
    .map((item) => ({ cursor: list.cursorOf(item), item }))
    .sort((a, b) => compare(a.cursor, b.cursor, list.directions));
  const total = sorted.length;
  const countWhere = (holds: (order: number) => boolean): number =>
    sorted.filter(({ cursor }) => holds(compare(cursor, page.cursor ?? cursor, list.directions))).length;
  const [start, end] =
    page.direction === 'forward'
      ? range(page.cursor === null ? 0 : countWhere((order) => order <= 0), page.count, total)
      : range(
          (page.cursor === null ? total : countWhere((order) => order < 0)) - page.count,
          page.count,
          total,
        );
  return {
    items: sorted.slice(start, end),
    hasNextPage: end < total,
    hasPreviousPage: start > 0,
    totalCount: total,
  };
}

function range(start: number, count: number, total: number): readonly [number, number] {
  return [Math.max(start, 0), Math.min(start + count, total)];
}

function compare(a: Cursor, b: Cursor, directions: readonly ('ASC' | 'DESC')[]): number {
  for (const [index, direction] of directions.entries()) {
    const order = compareValues(a[index], b[index]);
    if (order !== 0) return direction === 'ASC' ? order : -order;
  }
  return 0;
}

function compareValues(a: string | number | undefined, b: string | number | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareCodePoints(String(a), String(b));
}

/** As the bytes of UTF-8 compare, which the units of UTF-16 do not. */
function compareCodePoints(a: string, b: string): number {
  let place = 0;
  while (place < a.length && a.charCodeAt(place) === b.charCodeAt(place)) place += 1;
  if (place === a.length || place === b.length) return a.length - b.length;
  return rank(a.charCodeAt(place)) - rank(b.charCodeAt(place));
}

/** Surrogates stand for what comes behind everything else. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

/** Reads a list from one end to the other as a client does, and gives its items in the list's own order. */
export async function readAllPages<Item>(
  read: (page: PageRequest) => Promise<Page<Item>>,
  direction: PageRequest['direction'],
  count: number,
  cursor: Cursor | null = null,
): Promise<Page<Item>['items']> {
  const { items, hasNextPage, hasPreviousPage } = await read({ direction, count, cursor });
  const edge = direction === 'forward' ? items.at(-1) : items[0];
  const hasMore = direction === 'forward' ? hasNextPage : hasPreviousPage;
  if (!hasMore || edge === undefined) return items;
  const others = await readAllPages(read, direction, count, edge.cursor);
  return direction === 'forward' ? [...items, ...others] : [...others, ...items];
}
