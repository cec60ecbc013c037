import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UserDocument, UserView } from '../../src/ports/user-view.ts';
import { generateUserDocuments, userDocument } from '../support/controls/user-document.ts';
import type { OpenUserView } from '../support/open-view.ts';
import { openGeneratedUsers } from './generated-users.ts';
import { filteringUsers } from './user-view-filters.ts';
import { pagingWhileWritten } from './user-view-moving.ts';
import { pagingUsers } from './user-view-pages.ts';
import { typingSearches } from './user-view-typing.ts';
import { searchingWords } from './user-view-words.ts';
import { userKind } from './view-builds-kinds.ts';
import { writableViewContract } from './writable-view.ts';

/** The contract of `UserView`. */
export function userViewContract(name: string, open: OpenUserView): void {
  describe(`${name} as a user view`, () => {
    let opened: Awaited<ReturnType<OpenUserView>>;
    let view: UserView;

    beforeAll(async () => {
      opened = await open();
      view = opened.view;
      // As several processes do that start together.
      await Promise.all([view.prepare(), view.prepare(), view.prepare()]);
    });
    afterAll(() => opened.close());

    test('is prepared again without losing anything', async () => {
      const user = newUser();
      await view.write([user]);
      await view.prepare();
      expect(await view.get([user.id])).toEqual([user]);
    });

    test('answers a ping', async () => {
      await expect(view.ping()).resolves.toBeUndefined();
    });

    test('gives a written document back as it was, at once', async () => {
      const user = newUser({ roles: ['user', 'admin'], displayName: '𠮷田 “健” \\ %_' });
      await view.write([user]);
      expect(await view.get([user.id])).toEqual([user]);
    });

    test('gives documents in the order of the ids, null for an unknown one, and one twice', async () => {
      const [first, second] = [newUser(), newUser()];
      await view.write([first, second]);
      const unknown = newUser();
      const ids = [second.id, unknown.id, first.id, second.id];
      expect(await view.get(ids)).toEqual([second, null, first, second]);
    });

    test('gets nothing, and writes nothing, of nothing', async () => {
      await view.write([]);
      expect(await view.get([])).toEqual([]);
    });

    test('writes and gets thousands of documents', async () => {
      const users = generateUserDocuments(2_500, 7);
      await view.write(users);
      expect(await view.get(users.map(({ id }) => id))).toEqual(users);
    });

    test('replaces a document by a newer one, in whole', async () => {
      const user = newUser({ version: 3 });
      const newer = { ...user, version: 5, displayName: null, roles: [], lastLoginAt: null };
      await view.write([user]);
      await view.write([newer]);
      expect(await view.get([user.id])).toEqual([newer]);
    });

    test('ignores a document that is older than the stored one, or of the same version', async () => {
      const user = newUser({ version: 3 });
      await view.write([user]);
      await view.write([{ ...user, version: 2, loginCount: 1 }]);
      await view.write([{ ...user, version: 3, loginCount: 2 }]);
      expect(await view.get([user.id])).toEqual([user]);
    });

    test('keeps the newest document of one batch, and stores the others of the batch', async () => {
      const [user, other] = [newUser(), newUser()];
      const versions = [2, 5, 4, 1].map((version) => ({ ...user, version, loginCount: version }));
      await view.write([...versions, other]);
      expect(await view.get([user.id, other.id])).toEqual([versions[1], other]);
    });

    test('keeps the newest document of parallel batches', async () => {
      const users = Array.from({ length: 20 }, () => newUser());
      const batches = Array.from({ length: 8 }, (_, index) => batchOf(users, index + 1));
      await Promise.all([...batches].reverse().map((batch) => view.write(batch)));
      expect(await view.get(users.map(({ id }) => id))).toEqual(batches.at(-1));
    });

    test('finds a user by the words of the new address and not of the old one', async () => {
      const user = newUser({ email: 'before@example.com', displayName: null, version: 1 });
      await view.write([user]);
      const changed = { ...user, email: 'after@example.com', version: 2 };
      await view.write([changed]);
      await view.refresh();
      const page = { direction: 'forward', count: 10, cursor: null } as const;
      const found = async (search: string) =>
        (await view.search({ search, filter: {}, order: [], page })).items.map(({ item }) => item);
      expect(await found('before@example.com')).toEqual([]);
      expect(await found('after@example.com')).toEqual([changed]);
    });

    test('finds an erased user by id alone', async () => {
      const user = newUser({ email: 'erased@example.com', displayName: 'Ephemera', version: 1 });
      const erased = erase(user);
      await view.write([user]);
      await view.write([erased]);
      await view.refresh();
      const page = { direction: 'forward', count: 10, cursor: null } as const;
      for (const search of ['ephemera', 'erased@example.com']) {
        const found = await view.search({ search, filter: {}, order: [], page });
        expect(found).toEqual({ items: [], hasNextPage: false, hasPreviousPage: false, totalCount: 0 });
      }
      expect(await view.get([user.id])).toEqual([erased]);
    });

    writableViewContract({
      kind: userKind,
      mended: (user) => ({ ...user, displayName: 'Mended', loginCount: user.loginCount + 7 }),
      view: () => view,
      search: async (users) => {
        const page = { direction: 'forward', count: 10, cursor: null } as const;
        const found = users.map(({ email }) =>
          view.search({ search: email ?? '', filter: {}, order: [], page }),
        );
        return (await Promise.all(found)).flatMap(({ items }) => items.map(({ item }) => item));
      },
    });
    pagingWhileWritten(() => view);

    describe('with thousands of users', () => {
      const users = openGeneratedUsers(open);
      searchingWords(users);
      typingSearches(users);
      filteringUsers(users);
      pagingUsers(users);
    });
  });
}

function newUser(overrides: Partial<UserDocument> = {}): UserDocument {
  const id = crypto.randomUUID();
  return userDocument({ id, email: `${id}@example.com`, ...overrides });
}

function batchOf(users: readonly UserDocument[], version: number): readonly UserDocument[] {
  return users.map((user) => ({ ...user, version, loginCount: version }));
}

function erase(user: UserDocument): UserDocument {
  const personal = { email: null, displayName: null, emailVerified: false, roles: [] };
  return { ...user, ...personal, status: 'ERASED', version: user.version + 1 };
}
