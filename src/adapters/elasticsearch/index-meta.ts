import { z } from 'zod';
import { type ElasticsearchClient, patient } from './connect-elasticsearch.ts';
import { ElasticsearchFailure, isOfType } from './failures.ts';
import { byName, parseResponse } from './parse-response.ts';
import type { IndexShape } from './view-index.ts';

const metaSchema = z.object({
  /** The shape of the index. */
  version: z.number().default(0),
  /** The partitions that are filled. */
  finished: z.array(z.number()).optional(),
  /** Names the run that fills it. */
  run: z.string().optional(),
  /** Since when the index that this one replaces takes no documents, in milliseconds since 1970-01-01T00:00:00Z. */
  closingSince: z.number().optional(),
  /** Of a view as of an instant. */
  name: z.string().optional(),
  asOf: z.number().optional(),
  published: z.boolean().optional(),
});

/** What an index says about itself, in `_meta` of its mapping. */
export type IndexMeta = z.infer<typeof metaSchema>;

export interface IndexDescription extends IndexShape {
  readonly index: string;
  readonly meta: IndexMeta;
}

const mappingResponse = byName(
  z.object({
    mappings: z.object({
      dynamic: z.unknown().optional(),
      _meta: metaSchema.default({ version: 0 }),
      properties: z.record(z.string(), z.unknown()).default({}),
    }),
  }),
);

/** All indices of a name, which may be a pattern. None is no failure. */
export async function describeIndices(
  client: Pick<ElasticsearchClient, 'indices'>,
  index: string,
): Promise<readonly IndexDescription[]> {
  const answer: unknown = await client.indices.getMapping({ index, ignore_unavailable: true });
  return parseResponse(mappingResponse, answer).map(([name, { mappings }]) => ({
    index: name,
    meta: mappings._meta,
    shape: mappings._meta.version,
    fields: String(mappings.dynamic) === 'strict' ? new Set(Object.keys(mappings.properties)) : null,
  }));
}

/**
 * Changes what an index says about itself. Once it resolves, every node of the cluster knows that, and all that was
 * changed before. Answers false when there is no such index. For one caller at a time.
 */
export async function changeMeta(
  client: ElasticsearchClient,
  index: string,
  change: (meta: IndexMeta) => IndexMeta,
): Promise<boolean> {
  const [description] = await describeIndices(client, index);
  if (description === undefined) return false;
  try {
    const { acknowledged } = await client.indices.putMapping(
      { index, _meta: change(description.meta) },
      patient,
    );
    if (acknowledged) return true;
  } catch (error) {
    if (isOfType(error, 'index_not_found_exception')) return false;
    throw error;
  }
  throw new ElasticsearchFailure(`Not every node took the change of ${index} in time`);
}
