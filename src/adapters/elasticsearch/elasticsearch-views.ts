import type { EventView } from '../../ports/event-view.ts';
import type { UserView } from '../../ports/user-view.ts';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { createElasticsearchEventView } from './elasticsearch-event-view.ts';
import { createElasticsearchUserView } from './elasticsearch-user-view.ts';

/** Both views in one cluster, in indices whose names begin with the prefix. */
export function createElasticsearchViews(options: {
  readonly client: ElasticsearchClient;
  /** `gatehouse` if left out. */
  readonly prefix?: string;
}): { readonly userView: UserView; readonly eventView: EventView } {
  const { client, prefix = 'gatehouse' } = options;
  return {
    userView: createElasticsearchUserView(client, prefix),
    eventView: createElasticsearchEventView(client, prefix),
  };
}
