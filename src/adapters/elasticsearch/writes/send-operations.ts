import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { ElasticsearchClient } from '../connect-elasticsearch.ts';
import { ElasticsearchFailure } from '../failures.ts';
import { errorSchema, parseResponse } from '../parse-response.ts';
import { inRequests, type SentOperation, type WriteOperation } from './in-requests.ts';

/** An operation that was not done. */
export interface Failure {
  readonly operation: SentOperation;
  readonly type: string;
  readonly status: number;
}

/** What became of operations. */
export interface Outcome {
  readonly failures: readonly Failure[];
  /** The concrete indices in which they were done. */
  readonly indices: ReadonlySet<string>;
}

/** How often the part that an overloaded server did not take is sent, and how long to wait before, in milliseconds. */
const [attempts, firstPause] = [3, 100];
const overloaded = 429;

const itemSchema = z.object({ _index: z.string(), status: z.number(), error: errorSchema.optional() });
const bulkResponse = z.object({
  errors: z.boolean(),
  items: z.array(z.record(z.string(), itemSchema)).optional(),
});

/**
 * Sends operations that allow for being repeated, by an alias. That an equal or a newer document stands already is as good as
 * having written it.
 */
export async function sendOperations(
  client: ElasticsearchClient,
  alias: string,
  operations: readonly WriteOperation[],
): Promise<Outcome> {
  const [failures, indices]: [Failure[], Set<string>] = [[], new Set()];
  for (const request of inRequests(operations)) {
    const outcome = await sendPatiently(client, alias, request);
    failures.push(...outcome.failures);
    for (const index of outcome.indices) indices.add(index);
  }
  return { failures, indices };
}

async function sendPatiently(
  client: ElasticsearchClient,
  alias: string,
  request: readonly SentOperation[],
): Promise<Outcome> {
  const lasting: Failure[] = [];
  let outcome = await send(client, alias, request);
  const indices = new Set(outcome.indices);
  for (let attempt = 1; attempt < attempts; attempt += 1) {
    const refused = outcome.failures.filter(({ status }) => status === overloaded);
    if (refused.length === 0) break;
    lasting.push(...outcome.failures.filter(({ status }) => status !== overloaded));
    await pause(firstPause * attempt);
    outcome = await send(
      client,
      alias,
      refused.map(({ operation }) => operation),
    );
    for (const index of outcome.indices) indices.add(index);
  }
  return { failures: [...lasting, ...outcome.failures], indices };
}

async function send(
  client: ElasticsearchClient,
  alias: string,
  request: readonly SentOperation[],
): Promise<Outcome> {
  const response: unknown = await client.bulk({
    index: alias,
    // Else a write to a cluster that lost its indices creates one with a mapping that is guessed.
    require_alias: true,
    operations: request.flatMap(({ lines }) => lines),
    filter_path: ['errors', 'error.type', 'items.*._index', 'items.*.status', 'items.*.error.type'],
  });
  const items = parseResponse(bulkResponse, response).items ?? [];
  if (items.length !== request.length) {
    throw new ElasticsearchFailure(`Of ${request.length} operations ${items.length} were answered`);
  }
  const results = request.flatMap((operation, index) =>
    Object.values(items[index] ?? {}).map((item) => ({ operation, item })),
  );
  return {
    failures: results.flatMap(({ operation, item: { status, error } }) =>
      error === undefined || error.type === 'version_conflict_engine_exception'
        ? []
        : [{ operation, status, type: error.type }],
    ),
    indices: new Set(results.flatMap(({ item }) => (item.error === undefined ? [item._index] : []))),
  };
}
