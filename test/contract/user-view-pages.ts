import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PageRequest } from '../../src/ports/page.ts';
import type { UserDocument, UserFilter, UserOrder, UserQuery } from '../../src/ports/user-view.ts';
import { userDocument } from '../support/controls/user-document.ts';
import { readAllPages } from './expected-page.ts';
import { userCursor } from './expected-users.ts';
import { everything, generatedUsers, openGeneratedUsers } from './generated-users.ts';
import type { OpenUserView } from './user-view.contract.ts';

const orderFields = ['REGISTERED_AT', 'LAST_LOGIN_AT', 'EMAIL', 'LOGIN_COUNT'] as const;
const orders: readonly (readonly UserOrder[])[] = [
  [],
  ...orderFields.map((field) => [{ field, direction: 'ASC' as const }]),
  ...orderFields.map((field) => [{ field, direction: 'DESC' as const }]),
  [
    { field: 'LOGIN_COUNT', direction: 'DESC' },
    { field: 'LAST_LOGIN_AT', direction: 'ASC' },
  ],
  [
    { field: 'REGISTERED_AT', direction: 'ASC' },
    { field: 'EMAIL', direction: 'DESC' },
  ],
];

/** Filtering, ordering and paging users. */
export function listingUsers(open: () => Promise<OpenUserView>): void {
  describe('lists', () => {
    const users = openGeneratedUsers(open);

    const filters: readonly UserFilter[] = [
      { status: ['ACTIVE'] },
      { status: ['DEACTIVATED', 'ERASED'] },
      { status: [] },
      { role: 'admin' },
      { role: 'adm' },
      { role: '"user"' },
      { emailVerified: true },
      { emailVerified: false },
      { registered: { from: null, to: null } },
      { registered: { from: Date.UTC(2026, 0, 1, 5), to: Date.UTC(2026, 0, 2) } },
      { lastLogin: { from: null, to: null } },
      { lastLogin: { from: null, to: Date.UTC(2026, 0, 1, 20) } },
      { lastLogin: { from: 0, to: 1 } },
      { lastLogin: { from: Date.UTC(2026, 0, 2), to: null } },
      { status: ['ACTIVE'], role: 'user', emailVerified: true, registered: { from: 0, to: null } },
    ];
    test.each(filters)('filters by %j', async (filter) => {
      await users.expectAsComputed({ ...everything, filter });
      await users.expectAsComputed({ ...everything, search: 'exa', filter });
    });

    test('takes the first millisecond of a range and not the last', async () => {
      const { registeredAt } = generatedUsers[0] as UserDocument;
      const total = async (from: number, to: number) =>
        (await users.search({ ...everything, filter: { registered: { from, to } } })).totalCount;
      const there = generatedUsers.filter((user) => user.registeredAt === registeredAt).length;
      expect(await total(registeredAt, registeredAt + 1)).toBe(there);
      expect(await total(registeredAt - 1, registeredAt)).toBe(0);
      expect(await total(registeredAt + 1, registeredAt + 2)).toBe(0);
      expect(await total(registeredAt, registeredAt)).toBe(0);
    });

    test('sorts users who never logged in as the earliest', async () => {
      const order: readonly UserOrder[] = [{ field: 'LAST_LOGIN_AT', direction: 'ASC' }];
      const { items } = await users.search({ ...everything, order });
      const never = generatedUsers.filter(({ lastLoginAt }) => lastLoginAt === null).length;
      const logins = items.map(({ item }) => item.lastLoginAt);
      expect(logins.slice(0, never).every((at) => at === null)).toBe(true);
      expect(logins.slice(never).every((at) => at !== null)).toBe(true);
    });

    test.each(orders.map((order) => [order]))('sorts and pages by %j', async (order) => {
      const { items } = await users.expectAsComputed({ ...everything, order });
      const read = (page: PageRequest) => users.expectAsComputed({ ...everything, order, page });
      for (const count of [7, 50, 299, 300, 301]) {
        expect(await readAllPages(read, 'forward', count)).toEqual(items);
        expect(await readAllPages(read, 'backward', count)).toEqual(items);
      }
    });

    test('pages one by one through what is found', async () => {
      const query: UserQuery = { ...everything, search: 'zoe', filter: { status: ['ACTIVE'] } };
      const { items } = await users.expectAsComputed(query);
      const read = (page: PageRequest) => users.expectAsComputed({ ...query, page });
      expect(await readAllPages(read, 'forward', 1)).toEqual(items);
      expect(await readAllPages(read, 'backward', 1)).toEqual(items);
    });

    test('gives an empty page beyond either end, and says what lies on the other side', async () => {
      const sorted = (await users.search(everything)).items;
      const first = sorted[0]?.cursor ?? [];
      const last = sorted.at(-1)?.cursor ?? [];
      const rest = { items: [], totalCount: 300 };
      expect(
        await users.search({ ...everything, page: { direction: 'forward', count: 5, cursor: last } }),
      ).toEqual({ ...rest, hasNextPage: false, hasPreviousPage: true });
      expect(
        await users.search({ ...everything, page: { direction: 'backward', count: 5, cursor: first } }),
      ).toEqual({ ...rest, hasNextPage: true, hasPreviousPage: false });
    });

    test('answers a page of no items with what surrounds it', async () => {
      const middle = userCursor(generatedUsers[150] as UserDocument, everything);
      for (const direction of ['forward', 'backward'] as const) {
        for (const cursor of [null, middle]) {
          await users.expectAsComputed({ ...everything, page: { direction, count: 0, cursor } });
        }
      }
    });

    test('goes on from a cursor whose user is not in the list any more', async () => {
      for (const user of generatedUsers.slice(0, 10)) {
        for (const direction of ['forward', 'backward'] as const) {
          const query: UserQuery = {
            ...everything,
            filter: { status: ['DEACTIVATED'] },
            order: orders[1] ?? [],
          };
          await users.expectAsComputed({
            ...query,
            page: { direction, count: 5, cursor: userCursor(user, query) },
          });
        }
      }
    });

    test('answers any query as computed the plain way', async () => {
      const holds = fc.asyncProperty(anyQuery(), async (query) => {
        await users.expectAsComputed(query);
      });
      await fc.assert(holds, { numRuns: 150 });
    });
  });
}

function anyQuery(): fc.Arbitrary<UserQuery> {
  const time = fc.option(
    fc.integer({ min: 0, max: 60 }).map((hours) => Date.UTC(2026, 0, 1, hours)),
    { nil: null },
  );
  const range = fc.record({ from: time, to: time });
  const filter = fc.record(
    {
      status: fc.subarray(['ACTIVE', 'DEACTIVATED', 'ERASED'] as const),
      role: fc.constantFrom('user', 'admin', 'auditor', 'none'),
      emailVerified: fc.boolean(),
      registered: range,
      lastLogin: range,
    },
    { requiredKeys: [] },
  );
  const words = fc.constantFrom(
    'z',
    'zoe',
    'mu',
    'example',
    'com',
    'анна',
    '王',
    'a',
    'x1',
    '',
    'GAR',
    'o',
    '???',
  );
  const direction = fc.constantFrom('ASC' as const, 'DESC' as const);
  return fc
    .record({
      search: fc.array(words, { maxLength: 3 }).map((some) => some.join(' ')),
      filter,
      order: fc.uniqueArray(fc.record({ field: fc.constantFrom(...orderFields), direction }), {
        maxLength: 3,
        selector: ({ field }) => field,
      }),
      direction: fc.constantFrom('forward' as const, 'backward' as const),
      count: fc.integer({ min: 0, max: 40 }),
      from: fc.option(fc.constantFrom(...generatedUsers, userDocument()), { nil: null }),
    })
    .map(({ search, filter, order, direction, count, from }) => {
      const cursor = from === null ? null : userCursor(from, { order });
      return { search, filter: filter as UserFilter, order, page: { direction, count, cursor } };
    });
}
