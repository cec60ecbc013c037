import { z } from 'zod';
import { type ElasticsearchClient, patient } from '../connect-elasticsearch.ts';
import { byName, parseResponse } from '../parse-response.ts';
import type { IndexLayout } from '../view-index.ts';

const aliasResponse = byName(z.object({ aliases: z.record(z.string(), z.unknown()) }));

/** Does nothing when there is none. */
export async function deleteIndex(client: ElasticsearchClient, index: string): Promise<void> {
  await client.indices.delete({ index, ignore_unavailable: true }, patient);
}

/** Deletes the view's indices that no alias leads to: what was replaced, and builds whose beginning failed. */
export async function deleteLeftovers(
  client: ElasticsearchClient,
  { alias }: Pick<IndexLayout, 'alias'>,
): Promise<void> {
  const answer: unknown = await client.indices.getAlias({ index: `${alias}-v*` });
  for (const [index, { aliases }] of parseResponse(aliasResponse, answer)) {
    const isOfView = /^\d+(-\d{14}-[0-9a-f]{8})?$/.test(index.slice(`${alias}-v`.length));
    if (isOfView && Object.keys(aliases).length === 0) await deleteIndex(client, index);
  }
}
