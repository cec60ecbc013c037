import { expect } from 'vitest';
import type { Page, PageRequest } from '../../src/ports/page.ts';
import type { UserDocument, UserQuery } from '../../src/ports/user-view.ts';
import { generateUserDocuments } from '../support/controls/user-document.ts';
import { openFilledView } from '../support/filled-view.ts';
import type { OpenUserView } from '../support/open-view.ts';
import { expectedUsers } from './expected-users.ts';

export const generatedUsers = generateUserDocuments(5_000);

/** Of as many as there are, the first thousand. */
const all: PageRequest = { direction: 'forward', count: 1_000, cursor: null };
export const everything: UserQuery = { filter: {}, order: [], page: all };

export interface SearchedUsers {
  search(query: UserQuery): Promise<Page<UserDocument>>;
  /** Gives the page that the view answers with, which must be the one that is computed the plain way. */
  expectAsComputed(query: UserQuery): Promise<Page<UserDocument>>;
}

/** Opens a view of the generated users for the tests around. */
export function openGeneratedUsers(open: OpenUserView): SearchedUsers {
  const view = openFilledView(open, generatedUsers);
  const search: SearchedUsers['search'] = (query) => view().search(query);
  return {
    search,
    expectAsComputed: async (query) => {
      const found = await search(query);
      expect(found, JSON.stringify(query)).toEqual(expectedUsers(generatedUsers, query));
      return found;
    },
  };
}
