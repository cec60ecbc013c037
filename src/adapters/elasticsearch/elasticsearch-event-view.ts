import type { EventDocument, EventFilter, EventView } from '../../ports/event-view.ts';
import { type Condition, isEqual, isOneOf, isWithin, whenGiven } from './conditions.ts';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { eventIndex, parseEventSource } from './event-index.ts';
import { unavailableOnFailure } from './failures.ts';
import { getDocuments } from './get-documents.ts';
import { type SortTerm, searchPage } from './search-page.ts';
import { pingCluster, prepareIndex, refreshIndex } from './view-index.ts';
import { type WriteOperation, writeDocuments } from './write-documents.ts';

const newestFirst: readonly SortTerm[] = [
  { field: 'at', direction: 'desc' },
  { field: 'userId', direction: 'desc' },
  { field: 'version', direction: 'desc' },
];

/** The view `events` in the index that the alias `<prefix>-events` leads to. */
export function createElasticsearchEventView(client: ElasticsearchClient, prefix: string): EventView {
  const index = eventIndex(prefix);
  const { alias } = index;
  const search: EventView['search'] = (filter, page) =>
    searchPage(client, {
      alias,
      conditions: toEventConditions(filter),
      sort: newestFirst,
      page,
      parse: parseEventSource,
      cursorOf: ({ at, userId, version }) => [at, userId, version],
    });
  return {
    prepare: () => unavailableOnFailure(() => prepareIndex(client, index)),
    write: (documents) =>
      unavailableOnFailure(() => writeDocuments(client, alias, documents.map(toWriteOperation))),
    get: (ids) => unavailableOnFailure(() => getDocuments(client, { alias, ids, parse: parseEventSource })),
    search: (filter, page) => unavailableOnFailure(() => search(filter, page)),
    refresh: () => unavailableOnFailure(() => refreshIndex(client, index)),
    ping: () => unavailableOnFailure(() => pingCluster(client)),
  };
}

/** An event that stands already is left alone, since it never changes. */
function toWriteOperation(event: EventDocument): WriteOperation {
  return { id: event.id, action: { create: { _id: event.id } }, document: event };
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
