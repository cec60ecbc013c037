import type { estypes } from '@elastic/elasticsearch';
import { z } from 'zod';
import { DocumentRefused } from '../../ports/errors.ts';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { ElasticsearchFailure } from './failures.ts';
import { errorSchema, parseResponse } from './parse-response.ts';

/** What happens to one document, in the words of the bulk API. */
export interface WriteOperation {
  readonly id: string;
  readonly action: estypes.BulkOperationContainer;
  readonly document: object;
}

const operationsInOneRequest = 1_000;

const bulkResponse = z.object({
  errors: z.boolean(),
  items: z
    .array(z.record(z.string(), z.object({ status: z.number(), error: errorSchema.optional() })))
    .optional(),
});

/** A document that was not written. */
interface Failure {
  readonly id: string;
  readonly type: string;
  readonly status: number;
}

/**
 * Writes documents whose operations allow for being repeated. That an equal or a newer document stands already
 * is as good as having written it.
 * @throws DocumentRefused
 */
export async function writeDocuments(
  client: ElasticsearchClient,
  alias: string,
  operations: readonly WriteOperation[],
): Promise<void> {
  const failures: Failure[] = [];
  for (let from = 0; from < operations.length; from += operationsInOneRequest) {
    const batch = operations.slice(from, from + operationsInOneRequest);
    failures.push(...(await writeBatch(client, alias, batch)));
  }
  if (failures.length === 0) return;
  const reason = [...new Set(failures.map(({ type }) => type))].join(', ');
  if (!failures.every(isForGood)) throw new ElasticsearchFailure(`${failures.length} refused: ${reason}`);
  throw new DocumentRefused(
    failures.map(({ id }) => id),
    reason,
  );
}

async function writeBatch(
  client: ElasticsearchClient,
  alias: string,
  operations: readonly WriteOperation[],
): Promise<readonly Failure[]> {
  const response: unknown = await client.bulk({
    index: alias,
    // Else a write to a cluster that lost its indices creates one with a mapping that is guessed.
    require_alias: true,
    operations: operations.flatMap(({ action, document }) => [action, document]),
    filter_path: ['errors', 'error.type', 'items.*.status', 'items.*.error.type'],
  });
  const items = parseResponse(bulkResponse, response).items ?? [];
  return operations.flatMap(({ id }, index) =>
    Object.values(items[index] ?? {}).flatMap(({ status, error }) =>
      error === undefined || error.type === 'version_conflict_engine_exception'
        ? []
        : [{ id, status, type: error.type }],
    ),
  );
}

/** A document with a field that the index does not know is no fault of the document: the index is of another build. */
function isForGood({ status, type }: Failure): boolean {
  return status === 400 && type !== 'strict_dynamic_mapping_exception';
}
