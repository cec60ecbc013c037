import { z } from 'zod';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { ElasticsearchFailure } from './failures.ts';
import { errorSchema, type ParseSource, parseResponse } from './parse-response.ts';

const mgetResponse = z.object({
  docs: z.array(
    z.object({
      _source: z.unknown().optional(),
      _version: z.number().optional(),
      error: errorSchema.optional(),
    }),
  ),
});

/** Documents by id, also those that searches do not find yet, in the order of the ids. */
export async function getDocuments<Item>(
  client: ElasticsearchClient,
  { alias, ids, parse }: { alias: string; ids: readonly string[]; parse: ParseSource<Item> },
): Promise<readonly (Item | null)[]> {
  if (ids.length === 0) return [];
  const response: unknown = await client.mget({ index: alias, ids: [...ids] });
  return parseResponse(mgetResponse, response).docs.map(({ _source, _version = 0, error }) => {
    if (error !== undefined) throw new ElasticsearchFailure(error.type);
    return _source === undefined ? null : parse(_source, _version);
  });
}
