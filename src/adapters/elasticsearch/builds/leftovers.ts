import { z } from 'zod';
import { type ElasticsearchClient, patient } from '../connect-elasticsearch.ts';
import { byName, parseResponse } from '../parse-response.ts';
import type { IndexLayout } from '../view-index.ts';

const aliasResponse = byName(z.object({ aliases: z.record(z.string(), z.unknown()) }));

/** Does nothing when there is none. */
export async function deleteIndex(client: ElasticsearchClient, index: string): Promise<void> {
  await client.indices.delete({ index, ignore_unavailable: true }, patient);
}

/** Deletes the view's indices that no alias leads to. */
export async function deleteLeftovers(
  client: ElasticsearchClient,
  view: Pick<IndexLayout, 'alias'>,
): Promise<void> {
  for (const index of await findLeftovers(client, view)) await deleteIndex(client, index);
}

/** The view's indices that no alias leads to: what was replaced, and builds whose beginning or removal failed. */
export async function findLeftovers(
  client: Pick<ElasticsearchClient, 'indices'>,
  { alias }: Pick<IndexLayout, 'alias'>,
): Promise<readonly string[]> {
  const answer: unknown = await client.indices.getAlias({ index: `${alias}-v*` });
  const isOfView = (index: string) => /^\d+(-\d{14}-[0-9a-f]{8})?$/.test(index.slice(`${alias}-v`.length));
  return parseResponse(aliasResponse, answer).flatMap(([index, { aliases }]) =>
    isOfView(index) && Object.keys(aliases).length === 0 ? [index] : [],
  );
}
