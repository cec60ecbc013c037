import { describe, expect, test } from 'vitest';
import type { UserOrder, UserQuery, UserView } from '../../src/ports/user-view.ts';
import { generateUserDocuments } from '../support/controls/user-document.ts';
import { readAllPages } from './expected-page.ts';

const order: readonly UserOrder[] = [
  { field: 'LOGIN_COUNT', direction: 'DESC' },
  { field: 'REGISTERED_AT', direction: 'ASC' },
];

/** Paging through users who come, change and go meanwhile. */
export function pagingWhileWritten(view: () => UserView): void {
  describe('pages, while users are written', () => {
    test.each([
      ['forward', 'once'],
      ['backward', 'once more'],
    ] as const)('reads %s whoever stays in place once, in order', async (direction, role) => {
      const users = generateUserDocuments(240, role.length).map((user) => ({ ...user, roles: [role] }));
      const newcomers = generateUserDocuments(240, role.length + 100).map((user) => ({
        ...user,
        roles: [role],
      }));
      const staying = users.filter((_, index) => index % 3 !== 0);
      const moving = users.filter((_, index) => index % 3 === 0);
      await view().write(users);
      await view().refresh();
      const query: Omit<UserQuery, 'page'> = { filter: { role }, order };
      const before = (await readAllOf(query)).filter((id) => staying.some((user) => user.id === id));

      const read = await readAllPages(
        async (page) => {
          const moved = moving
            .splice(0, 3)
            .map((user) => ({ ...user, loginCount: 9, version: user.version + 1 }));
          const renamed = staying
            .slice(0, 5)
            .map((user) => ({ ...user, displayName: 'Ada', version: user.version + 1 }));
          const [found] = await Promise.all([
            view().search({ ...query, page }),
            view().write([...newcomers.splice(0, 3), ...moved, ...renamed]),
          ]);
          await view().refresh();
          return found;
        },
        direction,
        7,
      );

      const ids = read.map(({ item }) => item.id);
      expect(ids.filter((id) => staying.some((user) => user.id === id))).toEqual(before);
    });

    const readAllOf = async (query: Omit<UserQuery, 'page'>): Promise<readonly string[]> => {
      const { items } = await view().search({
        ...query,
        page: { direction: 'forward', count: 1_000, cursor: null },
      });
      return items.map(({ item }) => item.id);
    };
  });
}
