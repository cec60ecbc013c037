import type { UserDocument, UserView, UserViewReader } from '../../ports/user-view.ts';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { createElasticsearchView } from './elasticsearch-view.ts';
import { unavailableOnFailure } from './failures.ts';
import { getDocuments } from './get-documents.ts';
import { searchPage } from './search-page.ts';
import { toUserConditions, toUserCursor, toUserSort } from './user-search.ts';
import type { ViewIndex } from './view-index.ts';

/** The view `users` in the index that its alias leads to. */
export function createElasticsearchUserView(
  client: ElasticsearchClient,
  view: ViewIndex<UserDocument>,
): UserView {
  return {
    ...createElasticsearchUserReader(client, view, view.alias),
    ...createElasticsearchView(client, view),
  };
}

/** Reads users in an index, or in the one that an alias leads to. */
export function createElasticsearchUserReader(
  client: ElasticsearchClient,
  { parse }: Pick<ViewIndex<UserDocument>, 'parse'>,
  alias: string,
): UserViewReader {
  const search: UserViewReader['search'] = (query) =>
    searchPage(client, {
      alias,
      conditions: toUserConditions(query),
      sort: toUserSort(query.order),
      page: query.page,
      parse,
      cursorOf: (user) => toUserCursor(user, query.order),
    });
  return {
    get: (ids) => unavailableOnFailure(() => getDocuments(client, { alias, ids, parse })),
    search: (query) => unavailableOnFailure(() => search(query)),
  };
}
