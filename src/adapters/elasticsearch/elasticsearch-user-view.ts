import type { UserDocument, UserView } from '../../ports/user-view.ts';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { unavailableOnFailure } from './failures.ts';
import { getDocuments } from './get-documents.ts';
import { searchPage } from './search-page.ts';
import { parseUserSource, toUserSource, userIndex } from './user-index.ts';
import { toUserConditions, toUserCursor, toUserSort } from './user-search.ts';
import { pingCluster, prepareIndex, refreshIndex } from './view-index.ts';
import { type WriteOperation, writeDocuments } from './write-documents.ts';

/** The view `users` in the index that the alias `<prefix>-users` leads to. */
export function createElasticsearchUserView(client: ElasticsearchClient, prefix: string): UserView {
  const index = userIndex(prefix);
  const { alias } = index;
  const search: UserView['search'] = (query) =>
    searchPage(client, {
      alias,
      conditions: toUserConditions(query),
      sort: toUserSort(query.order),
      page: query.page,
      parse: parseUserSource,
      cursorOf: (user) => toUserCursor(user, query.order),
    });
  return {
    prepare: () => unavailableOnFailure(() => prepareIndex(client, index)),
    write: (documents) =>
      unavailableOnFailure(() => writeDocuments(client, alias, documents.map(toWriteOperation))),
    get: (ids) => unavailableOnFailure(() => getDocuments(client, { alias, ids, parse: parseUserSource })),
    search: (query) => unavailableOnFailure(() => search(query)),
    refresh: () => unavailableOnFailure(() => refreshIndex(client, index)),
    ping: () => unavailableOnFailure(() => pingCluster(client)),
  };
}

/** The server compares the versions, and keeps what is newer. */
function toWriteOperation(user: UserDocument): WriteOperation {
  return {
    id: user.id,
    action: { index: { _id: user.id, version: user.version, version_type: 'external' } },
    document: toUserSource(user),
  };
}
