import type { ViewBuilds } from '../../../ports/view-builds.ts';
import type { ElasticsearchClient } from '../connect-elasticsearch.ts';
import { unavailableOnFailure } from '../failures.ts';
import { createFindTargets } from '../find-targets.ts';
import type { Versioned, ViewIndex } from '../view-index.ts';
import { createNamedBuilds } from './named-builds.ts';
import { createPendingBuilds } from './pending-builds.ts';

interface ViewBuildsOptions<Document, Reader> {
  readonly client: ElasticsearchClient;
  readonly view: ViewIndex<Document>;
  /** For how long a replaced index is kept, in milliseconds. */
  readonly grace: number;
  readonly openReader: (index: string) => Reader;
}

/** The builds of a view, each in an index of its own. What is recorded about a build stands in its index. */
export function createElasticsearchViewBuilds<Document extends Versioned, Reader>(
  options: ViewBuildsOptions<Document, Reader>,
): ViewBuilds<Document, Reader> {
  const { client, view, grace, openReader } = options;
  const parts = { client, view, grace, findTargets: createFindTargets(client, view) };
  const builds = createPendingBuilds(parts);
  const named = createNamedBuilds({ ...parts, openReader });
  return {
    current: () =>
      unavailableOnFailure(async () => {
        const { index, shape } = (await parts.findTargets()).current;
        return { index, shape, latestShape: view.shape };
      }),
    pending: () => unavailableOnFailure(builds.pending),
    begin: () => unavailableOnFailure(builds.begin),
    abandon: () => unavailableOnFailure(builds.abandon),
    beginNamed: (name, asOf) => unavailableOnFailure(() => named.begin(name, asOf)),
    named: () => unavailableOnFailure(named.list),
    openNamed: (name) => unavailableOnFailure(() => named.open(name)),
    writeNamed: (name, documents) => unavailableOnFailure(() => named.write(name, documents)),
    dropNamed: (name) => unavailableOnFailure(() => named.drop(name)),
  };
}
