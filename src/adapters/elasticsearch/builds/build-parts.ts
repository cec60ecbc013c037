import type { ElasticsearchClient } from '../connect-elasticsearch.ts';
import type { FindTargets } from '../find-targets.ts';
import type { IndexLayout } from '../view-index.ts';

/** What the builds of a view are made with. */
export interface BuildParts {
  readonly client: ElasticsearchClient;
  readonly view: IndexLayout;
  readonly findTargets: FindTargets;
  /** In milliseconds. */
  readonly grace: number;
}

/** Nobody searches a build that is being filled: what is written then need not be found. */
export const whileFilling = { refresh_interval: '-1' } as const;
export const onceFilled = { 'index.refresh_interval': null } as const;
