import type { estypes } from '@elastic/elasticsearch';
import { z } from 'zod';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { ElasticsearchFailure } from './failures.ts';
import { errorSchema, parseResponse } from './parse-response.ts';

/** What happens to one document, in the words of the bulk API. */
export interface WriteOperation {
  readonly action: estypes.BulkOperationContainer;
  readonly document: object;
}

const operationsInOneRequest = 1_000;

const bulkResponse = z.object({
  errors: z.boolean(),
  items: z.array(z.record(z.string(), z.object({ error: errorSchema }))).optional(),
});

/**
 * Writes documents whose operations allow for being repeated. That an equal or a newer document stands already
 * is as good as having written it.
 */
export async function writeDocuments(
  client: ElasticsearchClient,
  alias: string,
  operations: readonly WriteOperation[],
): Promise<void> {
  for (let from = 0; from < operations.length; from += operationsInOneRequest) {
    await writeBatch(client, alias, operations.slice(from, from + operationsInOneRequest));
  }
}

async function writeBatch(
  client: ElasticsearchClient,
  alias: string,
  operations: readonly WriteOperation[],
): Promise<void> {
  const response: unknown = await client.bulk({
    index: alias,
    // Else a write to a cluster that lost its indices creates one with a mapping that is guessed.
    require_alias: true,
    operations: operations.flatMap(({ action, document }) => [action, document]),
    filter_path: ['errors', 'error.type', 'items.*.error.type'],
  });
  const types = (parseResponse(bulkResponse, response).items ?? [])
    .flatMap((item) => Object.values(item))
    .map(({ error }) => error.type)
    .filter((type) => type !== 'version_conflict_engine_exception');
  if (types.length === 0) return;
  throw new ElasticsearchFailure(`${types.length} documents refused: ${[...new Set(types)].join(', ')}`);
}
