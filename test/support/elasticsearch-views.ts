import type { Client } from '@elastic/elasticsearch';
import { inject } from 'vitest';
import { connectElasticsearch } from '../../src/adapters/elasticsearch/connect-elasticsearch.ts';
import { createElasticsearchViews } from '../../src/adapters/elasticsearch/elasticsearch-views.ts';
import { namespace } from './isolation.ts';

/** Longer than readers of a busy machine take, and not as long as a test would wait. In milliseconds. */
const grace = 1_000;

/** Both views on the tests' server, in indices of their own that end with them. */
export function openElasticsearchViews(url = inject('elasticsearchUrl')) {
  const prefix = namespace();
  const client = connectElasticsearch(url);
  return {
    ...createElasticsearchViews({ client, prefix, grace }),
    client,
    prefix,
    close: () => removeIndices(client, prefix),
  };
}

/** As two processes have both views that share a server. */
export async function openBuiltElasticsearchViews() {
  const prefix = namespace();
  const open = () => {
    const client = connectElasticsearch(inject('elasticsearchUrl'));
    return { client, views: createElasticsearchViews({ client, prefix, grace }) };
  };
  const [first, second] = [open(), open()];
  return {
    first: first.views,
    second: second.views,
    async close() {
      await second.client.close();
      await removeIndices(first.client, prefix);
    },
  };
}

async function removeIndices(client: Client, prefix: string): Promise<void> {
  const indices = Object.keys(await client.indices.get({ index: `${prefix}-*` }));
  if (indices.length > 0) await client.indices.delete({ index: indices });
  await client.close();
}
