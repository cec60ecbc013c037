import { expect, test } from 'vitest';
import { AccessDenied } from '../../../../src/application/errors.ts';
import { nothing } from '../../../../src/application/queries/catch-up.ts';
import { makeListUsers } from '../../../../src/application/queries/list-users.ts';
import type { Viewer } from '../../../../src/application/viewer.ts';
import type { UserDocument, UserQuery } from '../../../../src/ports/user-view.ts';
import { expectedUsers } from '../../../contract/expected-users.ts';
import { generateUserDocuments } from '../../../support/controls/user-document.ts';

const administrator: Viewer = { userId: crypto.randomUUID(), sessionId: 'a-session', roles: ['admin'] };
const users = generateUserDocuments(300);
const everything: UserQuery = {
  filter: {},
  order: [{ field: 'REGISTERED_AT', direction: 'ASC' }],
  page: { direction: 'forward', count: 5, cursor: null },
};

/** Lists users, and tells by which spellings they were looked for. */
function open(present: readonly UserDocument[] = users) {
  const spellings: (UserQuery['spelling'] | null)[] = [];
  const listUsers = makeListUsers({
    openUsers: async () => ({
      search: async (query) => {
        spellings.push(query.spelling ?? null);
        return expectedUsers(present, query);
      },
    }),
  });
  const list = (query: Partial<UserQuery>, viewer: Viewer | null = administrator) =>
    listUsers(viewer, { ...everything, ...query }, { atLeast: nothing });
  return { list, spellings };
}

test('who is found as spelled is found alone', async () => {
  const { list, spellings } = open();
  expect(await list({ search: 'muller' })).toEqual(expectedUsers(users, { ...everything, search: 'muller' }));
  expect(spellings).toEqual([null]);
});

test('when nobody is spelled so, who is spelled much alike is found', async () => {
  const { list, spellings } = open();
  const found = await list({ search: 'mulelr' });
  expect(new Set(found.items.map(({ item }) => item.displayName))).toEqual(new Set(['Zoë Müller']));
  expect(found).toEqual(expectedUsers(users, { ...everything, search: 'mulelr', spelling: 'similar' }));
  expect(spellings).toEqual([null, 'similar']);
});

test('every page of what is found in spite of a mistake goes on where the last one ended', async () => {
  const { list } = open();
  const names: (string | null)[] = [];
  const ids = new Set<string>();
  for (let page = everything.page; ; ) {
    const { items, hasNextPage, totalCount } = await list({ search: 'mulelr', page });
    for (const { item } of items) names.push(item.displayName);
    for (const { item } of items) ids.add(item.id);
    if (!hasNextPage) {
      expect([names.length, ids.size]).toEqual([totalCount, totalCount]);
      break;
    }
    page = { ...page, cursor: items.at(-1)?.cursor ?? null };
  }
});

test('a list whose last exact find is gone by the next page goes on with those spelled much alike, without repeating one', async () => {
  const [first, ...rest] = expectedUsers(users, {
    ...everything,
    search: 'muller',
    page: { ...everything.page, count: 300 },
  }).items;
  const misspelled = {
    ...(first?.item as UserDocument),
    displayName: 'Zoe Mulelr',
    email: 'zoe@example.com',
  };
  const before = open([...rest.map(({ item }) => item), misspelled]);
  const found = await before.list({ search: 'mulelr' });
  expect(found.items.map(({ item }) => item)).toEqual([misspelled]);
  const after = open(rest.map(({ item }) => item));
  const next = await after.list({
    search: 'mulelr',
    page: { ...everything.page, cursor: found.items[0]?.cursor ?? null },
  });
  expect(next.items.map(({ item }) => item.id)).not.toContain(misspelled.id);
  expect(next.totalCount).toBe(rest.length);
});

test.each(['', '   ', undefined])('without words (%j) there is one search', async (search) => {
  const { list, spellings } = open([]);
  await list(search === undefined ? {} : { search });
  expect(spellings).toEqual([null]);
});

test('others than administrators are refused before anything is looked for', async () => {
  const { list, spellings } = open();
  await expect(list({}, { ...administrator, roles: [] })).rejects.toThrow(AccessDenied);
  await expect(list({}, null)).rejects.toThrow(AccessDenied);
  expect(spellings).toEqual([]);
});
