import type { estypes } from '@elastic/elasticsearch';
import { type ElasticsearchClient, patient } from './connect-elasticsearch.ts';
import { ElasticsearchFailure, isOfType } from './failures.ts';
import type { IndexMeta } from './index-meta.ts';
import type { IndexLayout } from './view-index.ts';

/**
 * A removed document is forgotten at once, so that an older version can take its place.
 * @see https://www.elastic.co/docs/reference/elasticsearch/index-settings/index-modules (index.gc_deletes)
 */
export const forgetful = { gc_deletes: '-1' } as const;

interface NewIndex {
  readonly index: string;
  readonly aliases?: Record<string, estypes.IndicesAlias>;
  readonly settings?: estypes.IndicesIndexSettings;
  readonly meta?: Partial<IndexMeta>;
}

/** Creates an index of the latest shape that takes documents. Answers false when there is one of this name. */
export async function createIndex(
  client: ElasticsearchClient,
  view: IndexLayout,
  { index, aliases = {}, settings, meta }: NewIndex,
): Promise<boolean> {
  try {
    const { acknowledged, shards_acknowledged } = await client.indices.create(
      {
        index,
        aliases,
        // A replica as soon as there is a second node, and a healthy cluster where there is but one.
        settings: { auto_expand_replicas: '0-1', ...forgetful, ...settings },
        mappings: {
          dynamic: 'strict',
          _meta: { ...meta, version: view.shape },
          _source: { excludes: [...(view.unreturned ?? [])] },
          properties: { ...view.properties },
        },
      },
      patient,
    );
    if (acknowledged && shards_acknowledged) return true;
  } catch (error) {
    if (isOfType(error, 'resource_already_exists_exception')) return false;
    throw error;
  }
  throw new ElasticsearchFailure(`The cluster did not bring up the new index ${index} in time`);
}

/** Creates the first index together with its alias, unless the alias leads somewhere already. */
export async function prepareIndex(client: ElasticsearchClient, view: IndexLayout): Promise<void> {
  if (await client.indices.existsAlias({ name: view.alias })) return;
  // When another process is quicker, its index has the alias too.
  await createIndex(client, view, {
    index: `${view.alias}-v${view.shape}`,
    aliases: { [view.alias]: { is_write_index: true } },
  });
}
