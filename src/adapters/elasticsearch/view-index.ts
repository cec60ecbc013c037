import type { estypes } from '@elastic/elasticsearch';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { ElasticsearchFailure, isOfType } from './failures.ts';

/** A view's index: what it is called, and what a document in it looks like. */
export interface ViewIndex {
  /** The alias by which all reading and writing goes. */
  readonly alias: string;
  /** Of the mapping: raise it with every change, which then begins a new index. */
  readonly version: number;
  readonly properties: Readonly<Record<string, estypes.MappingProperty>>;
}

/** Milliseconds since 1970-01-01T00:00:00Z. */
export const time: estypes.MappingProperty = { type: 'date', format: 'epoch_millis' };

/** Text that is given back and never looked for. */
export const unsearched: estypes.MappingProperty = { type: 'keyword', index: false, doc_values: false };

/** Creates the index together with its alias, unless the alias leads somewhere already. */
export async function prepareIndex(client: ElasticsearchClient, view: ViewIndex): Promise<void> {
  if (await client.indices.existsAlias({ name: view.alias })) return;
  try {
    await client.indices.create({
      index: `${view.alias}-v${view.version}`,
      aliases: { [view.alias]: { is_write_index: true } },
      // A replica as soon as there is a second node, and a healthy cluster where there is but one.
      settings: { auto_expand_replicas: '0-1' },
      mappings: { dynamic: 'strict', _meta: { version: view.version }, properties: { ...view.properties } },
    });
  } catch (error) {
    // Another process was quicker, and its index has the alias too.
    if (!isOfType(error, 'resource_already_exists_exception')) throw error;
  }
}

export async function refreshIndex(client: ElasticsearchClient, { alias }: ViewIndex): Promise<void> {
  await client.indices.refresh({ index: alias });
}

export async function pingCluster(client: ElasticsearchClient): Promise<void> {
  if (!(await client.ping())) throw new ElasticsearchFailure('The ping was answered with an error.');
}
