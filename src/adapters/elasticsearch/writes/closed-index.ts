import { type ElasticsearchClient, patient } from '../connect-elasticsearch.ts';
import { ElasticsearchFailure } from '../failures.ts';
import type { Targets } from '../find-targets.ts';
import { describeIndices } from '../index-meta.ts';

/** Far longer than it takes to publish a build, in milliseconds. */
const longestClosure = 15_000;

/** Lets an index take no more documents. Resolves once every write that was under way is done. */
export async function closeToWrites(client: ElasticsearchClient, index: string): Promise<void> {
  const answer = await client.indices.addBlock({ index, block: 'write' }, patient);
  if (answer.acknowledged && answer.shards_acknowledged) return;
  throw new ElasticsearchFailure(`Not every node closed ${index} to writes in time`);
}

export async function openToWrites(client: ElasticsearchClient, index: string): Promise<void> {
  const settings = { 'index.blocks.write': null };
  await client.indices.putSettings({ index, settings, allow_no_indices: true, ignore_unavailable: true });
}

/** Opens the current index again when whoever was about to replace it must have died over it. */
export async function reopenForgotten(
  client: ElasticsearchClient,
  { current, pending }: Targets,
): Promise<void> {
  if (pending === null) return;
  const [description] = await describeIndices(client, pending.index);
  const since = description?.meta.closingSince ?? Number.POSITIVE_INFINITY;
  if (Date.now() - since < longestClosure) return;
  await openToWrites(client, current.index);
}
