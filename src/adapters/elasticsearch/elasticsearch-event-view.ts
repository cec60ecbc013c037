import type { EventDocument, EventFilter, EventView, EventViewReader } from '../../ports/event-view.ts';
import { type Condition, isEqual, isOneOf, isWithin, whenGiven } from './conditions.ts';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { createElasticsearchView } from './elasticsearch-view.ts';
import { unavailableOnFailure } from './failures.ts';
import { getDocuments } from './get-documents.ts';
import { findLoginStatistics } from './login-statistics.ts';
import { type SortTerm, searchPage } from './search-page.ts';
import type { ViewIndex } from './view-index.ts';

const newestFirst: readonly SortTerm[] = [
  { field: 'at', direction: 'desc' },
  { field: 'userId', direction: 'desc' },
  { field: 'version', direction: 'desc' },
];

/** The view `events` in the index that its alias leads to. */
export function createElasticsearchEventView(
  client: ElasticsearchClient,
  view: ViewIndex<EventDocument>,
): EventView {
  return {
    ...createElasticsearchEventReader(client, view, view.alias),
    ...createElasticsearchView(client, view),
  };
}

/** Reads events in an index, or in the one that an alias leads to. */
export function createElasticsearchEventReader(
  client: ElasticsearchClient,
  { parse }: Pick<ViewIndex<EventDocument>, 'parse'>,
  alias: string,
): EventViewReader {
  const search: EventViewReader['search'] = (filter, page) =>
    searchPage(client, {
      alias,
      conditions: toEventConditions(filter),
      sort: newestFirst,
      page,
      parse,
      cursorOf: ({ at, userId, version }) => [at, userId, version],
    });
  return {
    get: (ids) => unavailableOnFailure(() => getDocuments(client, { alias, ids, parse })),
    search: (filter, page) => unavailableOnFailure(() => search(filter, page)),
    loginStatistics: (query) => unavailableOnFailure(() => findLoginStatistics(client, alias, query)),
  };
}

function toEventConditions({ types, time, userId, login }: EventFilter): readonly Condition[] {
  return [
    ...whenGiven(types, (given) => isOneOf('type', given)),
    ...whenGiven(time, (given) => isWithin('at', given)),
    ...whenGiven(userId, (given) => isEqual('userId', given)),
    ...whenGiven(login, toLoginCondition),
  ];
}

function toLoginCondition(login: NonNullable<EventFilter['login']>): Condition {
  return login === 'ANY' ? { exists: { field: 'login.outcome' } } : isEqual('login.outcome', login);
}
