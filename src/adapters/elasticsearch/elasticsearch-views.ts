import type { EventDocument, EventView, EventViewReader } from '../../ports/event-view.ts';
import type { UserDocument, UserView, UserViewReader } from '../../ports/user-view.ts';
import type { ViewBuilds } from '../../ports/view-builds.ts';
import { createElasticsearchViewBuilds } from './builds/elasticsearch-view-builds.ts';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { createElasticsearchEventReader, createElasticsearchEventView } from './elasticsearch-event-view.ts';
import { createElasticsearchUserReader, createElasticsearchUserView } from './elasticsearch-user-view.ts';
import { eventIndex } from './event-index.ts';
import { userIndex } from './user-index.ts';

interface ElasticsearchViewsOptions {
  readonly client: ElasticsearchClient;
  /** `gatehouse` if left out. */
  readonly prefix?: string;
  /**
   * For how long an index that was replaced is kept for those who are reading it, in milliseconds: longer than a request takes.
   * 8 seconds if left out.
   */
  readonly grace?: number;
}

interface ElasticsearchViews {
  readonly userView: UserView;
  readonly eventView: EventView;
  readonly userBuilds: ViewBuilds<UserDocument, UserViewReader>;
  readonly eventBuilds: ViewBuilds<EventDocument, EventViewReader>;
}

/** Both views in one cluster, in indices whose names begin with the prefix. */
export function createElasticsearchViews(options: ElasticsearchViewsOptions): ElasticsearchViews {
  const { client, prefix = 'gatehouse', grace = 8_000 } = options;
  const [users, events] = [userIndex(prefix), eventIndex(prefix)];
  return {
    userView: createElasticsearchUserView(client, users),
    eventView: createElasticsearchEventView(client, events),
    userBuilds: createElasticsearchViewBuilds({
      client,
      grace,
      view: users,
      openReader: (index) => createElasticsearchUserReader(client, users, index),
    }),
    eventBuilds: createElasticsearchViewBuilds({
      client,
      grace,
      view: events,
      openReader: (index) => createElasticsearchEventReader(client, events, index),
    }),
  };
}
