import { inject } from 'vitest';
import { connectElasticsearch } from '../../src/adapters/elasticsearch/connect-elasticsearch.ts';
import { createElasticsearchViews } from '../../src/adapters/elasticsearch/elasticsearch-views.ts';
import { namespace } from './isolation.ts';

/** Both views on the tests' server, in indices of their own that end with them. */
export function openElasticsearchViews() {
  const prefix = namespace();
  const client = connectElasticsearch(inject('elasticsearchUrl'));
  return {
    ...createElasticsearchViews({ client, prefix }),
    client,
    prefix,
    close: async () => {
      const indices = Object.keys(await client.indices.get({ index: `${prefix}-*` }));
      if (indices.length > 0) await client.indices.delete({ index: indices });
      await client.close();
    },
  };
}
