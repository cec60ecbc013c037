import { describe, expect, test } from 'vitest';
import type { PageRequest } from '../../src/ports/page.ts';
import type { UserDocument, UserOrder, UserQuery } from '../../src/ports/user-view.ts';
import { readAllPages } from './expected-page.ts';
import { orderFields, userCursor } from './expected-users.ts';
import { everything, generatedUsers, type SearchedUsers } from './generated-users.ts';

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

/** A few hundred of them, with ties in every order. */
const some: Pick<UserQuery, 'filter'> = { filter: { role: 'auditor', status: ['DEACTIVATED'] } };

function isSome({ roles, status }: UserDocument): boolean {
  return roles.includes('auditor') && status === 'DEACTIVATED';
}

/** Ordering users, and reading them page by page. */
export function pagingUsers(users: SearchedUsers): void {
  describe('pages', () => {
    test('sorts users who never logged in as the earliest', async () => {
      const order: readonly UserOrder[] = [{ field: 'LAST_LOGIN_AT', direction: 'ASC' }];
      const { items } = await users.search({ ...everything, ...some, order });
      const never = generatedUsers.filter((user) => isSome(user) && user.lastLoginAt === null).length;
      const logins = items.map(({ item }) => item.lastLoginAt);
      expect(logins.slice(0, never).every((at) => at === null)).toBe(true);
      expect(logins.slice(never).every((at) => at !== null)).toBe(true);
    });

    test.each(orders.map((order) => [order]))('sorts and pages by %j', async (order) => {
      await users.expectAsComputed({ ...everything, order });
      const { items, totalCount } = await users.expectAsComputed({ ...everything, ...some, order });
      const read = (page: PageRequest) => users.expectAsComputed({ ...everything, ...some, order, page });
      for (const count of [37, totalCount - 1, totalCount, totalCount + 1]) {
        expect(await readAllPages(read, 'forward', count)).toEqual(items);
        expect(await readAllPages(read, 'backward', count)).toEqual(items);
      }
    });

    test.each(['forward', 'backward'] as const)('pages %s through everybody', async (direction) => {
      const query: UserQuery = { ...everything, order: orders[1] ?? [] };
      const read = (page: PageRequest) => users.expectAsComputed({ ...query, page });
      const items = await readAllPages(read, direction, 900);
      expect(new Set(items.map(({ item }) => item.id)).size).toBe(generatedUsers.length);
    });

    test('pages one by one through what is found', async () => {
      const query: UserQuery = { ...everything, search: 'zoe muller1', filter: { status: ['ACTIVE'] } };
      const { items } = await users.expectAsComputed(query);
      const read = (page: PageRequest) => users.expectAsComputed({ ...query, page });
      expect(await readAllPages(read, 'forward', 1)).toEqual(items);
      expect(await readAllPages(read, 'backward', 1)).toEqual(items);
    });

    test('gives an empty page beyond either end, and says what lies on the other side', async () => {
      const ends = async (direction: PageRequest['direction']) =>
        (await users.search({ ...everything, page: { direction, count: 1, cursor: null } })).items[0]
          ?.cursor ?? [];
      const [first, last] = [await ends('forward'), await ends('backward')];
      const rest = { items: [], totalCount: generatedUsers.length };
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
  });
}
