import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UserDocument, UserFilter, UserQuery } from '../../src/ports/user-view.ts';
import { userDocument } from '../support/controls/user-document.ts';
import { orderFields, userCursor } from './expected-users.ts';
import { everything, generatedUsers, type SearchedUsers } from './generated-users.ts';

/** Filtering users, and asking for anything at all. */
export function filteringUsers(users: SearchedUsers): void {
  describe('filters', () => {
    test.each<UserFilter>([
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
    ])('by %j', async (filter) => {
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
    ...'z zoe mu mulelr exmaple gazryna com анна анма 王 小名 민준 a x1 GAR o ???'.split(' '),
    '',
  );
  const direction = fc.constantFrom('ASC' as const, 'DESC' as const);
  return fc
    .record({
      search: fc.array(words, { maxLength: 3 }).map((some) => some.join(' ')),
      spelling: fc.constantFrom('exact' as const, 'similar' as const),
      filter,
      order: fc.uniqueArray(fc.record({ field: fc.constantFrom(...orderFields), direction }), {
        maxLength: 3,
        selector: ({ field }) => field,
      }),
      direction: fc.constantFrom('forward' as const, 'backward' as const),
      count: fc.integer({ min: 0, max: 40 }),
      from: fc.option(fc.constantFrom(...generatedUsers, userDocument()), { nil: null }),
    })
    .map(({ filter, order, direction, count, from, ...words }) => {
      const cursor = from === null ? null : userCursor(from, { order });
      return { ...words, filter: filter as UserFilter, order, page: { direction, count, cursor } };
    });
}
