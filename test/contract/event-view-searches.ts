import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventDocument, EventFilter } from '../../src/ports/event-view.ts';
import type { Cursor, Page, PageRequest } from '../../src/ports/page.ts';
import { generateEventDocuments } from '../support/controls/event-document.ts';
import { openFilledView } from '../support/filled-view.ts';
import type { OpenEventView } from '../support/open-view.ts';
import { expectedPage, readAllPages } from './expected-page.ts';
import { isWithin } from './expected-users.ts';

const generated = generateEventDocuments(5_000);
const [some] = generated as [EventDocument];
const all: PageRequest = { direction: 'forward', count: 1_000, cursor: null };
const filters: readonly EventFilter[] = [
  {},
  { types: ['LoginFailed'] },
  { types: ['LoginFailed', 'UserRegistered'] },
  { types: ['Login'] },
  { types: [] },
  { userId: some.userId },
  { userId: some.userId.slice(0, 8) },
  { login: 'ANY' },
  { login: 'SUCCEEDED' },
  { login: 'FAILED' },
  { time: { from: null, to: null } },
  { time: { from: some.at, to: null } },
  { time: { from: null, to: some.at } },
  { types: ['LoginFailed'], login: 'SUCCEEDED' },
  { userId: some.userId, login: 'ANY', time: { from: some.at - 10_000, to: some.at + 10_000 } },
];

/** The part of the contract of `EventView` that is about `search`. */
export function searchingEvents(open: OpenEventView): void {
  describe('searches', () => {
    const view = openFilledView(open, generated);

    const expectAsComputed = async (filter: EventFilter, page: PageRequest): Promise<Page<EventDocument>> => {
      const found = await view().search(filter, page);
      expect(found, JSON.stringify({ filter, page })).toEqual(expectedEvents(filter, page));
      return found;
    };

    test('lists the newest first, then by user and version', async () => {
      const { items } = await expectAsComputed({}, all);
      expect(items[0]?.item.at).toBe(Math.max(...generated.map(({ at }) => at)));
    });

    test.each(filters)('filters by %j', async (filter) => {
      await expectAsComputed(filter, all);
    });

    test('takes the first millisecond of a range and not the last', async () => {
      const total = async (from: number, to: number) =>
        (await view().search({ time: { from, to } }, all)).totalCount;
      const there = generated.filter(({ at }) => at === some.at).length;
      expect(await total(some.at, some.at + 1)).toBe(there);
      expect(await total(some.at - 1, some.at)).toBe(0);
      expect(await total(some.at + 1, some.at + 2)).toBe(0);
      expect(await total(some.at, some.at)).toBe(0);
    });

    test.each([
      ['forward', { userId: some.userId }],
      ['backward', { userId: some.userId }],
      ['forward', { login: 'FAILED', time: { from: some.at, to: some.at + 3_000 } }],
      ['backward', { login: 'FAILED', time: { from: some.at, to: some.at + 3_000 } }],
    ] as const)('pages %s through every event of %j once, in order', async (direction, filter) => {
      const { items, totalCount } = await view().search(filter, all);
      for (const count of [37, totalCount - 1, totalCount, totalCount + 1]) {
        const paged = await readAllPages((page) => expectAsComputed(filter, page), direction, count);
        expect(paged).toEqual(items);
      }
    });

    test.each(['forward', 'backward'] as const)('pages %s through everything', async (direction) => {
      const items = await readAllPages((page) => expectAsComputed({}, page), direction, 900);
      expect(new Set(items.map(({ item }) => item.id)).size).toBe(generated.length);
    });

    test('gives an empty page beyond either end, and says what lies on the other side', async () => {
      const end = async (direction: PageRequest['direction']) =>
        (await view().search({}, { direction, count: 1, cursor: null })).items[0]?.cursor ?? [];
      const [first, last] = [await end('forward'), await end('backward')];
      const rest = { items: [], totalCount: generated.length };
      expect(await view().search({}, { direction: 'forward', count: 5, cursor: last })).toEqual({
        ...rest,
        hasNextPage: false,
        hasPreviousPage: true,
      });
      expect(await view().search({}, { direction: 'backward', count: 5, cursor: first })).toEqual({
        ...rest,
        hasNextPage: true,
        hasPreviousPage: false,
      });
    });

    test('answers any query as computed the plain way', async () => {
      const query = fc.record({
        filter: fc.constantFrom(...filters),
        direction: fc.constantFrom('forward' as const, 'backward' as const),
        count: fc.integer({ min: 0, max: 40 }),
        from: fc.option(fc.constantFrom(...generated), { nil: null }),
      });
      const holds = fc.asyncProperty(query, async ({ filter, direction, count, from }) => {
        await expectAsComputed(filter, { direction, count, cursor: from === null ? null : cursorOf(from) });
      });
      await fc.assert(holds, { numRuns: 100 });
    });
  });
}

function expectedEvents(filter: EventFilter, page: PageRequest): Page<EventDocument> {
  const items = generated.filter((event) => passes(event, filter));
  return expectedPage({ items, cursorOf, directions: ['DESC', 'DESC', 'DESC'] }, page);
}

function cursorOf({ at, userId, version }: EventDocument): Cursor {
  return [at, userId, version];
}

function passes(event: EventDocument, { types, time, userId, login }: EventFilter): boolean {
  return (
    (types === undefined || types.includes(event.type)) &&
    (time === undefined || isWithin(event.at, time)) &&
    (userId === undefined || event.userId === userId) &&
    (login === undefined || (login === 'ANY' ? event.login !== null : event.login?.outcome === login))
  );
}
