import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { type ElasticsearchClient, patient } from './connect-elasticsearch.ts';
import { ElasticsearchFailure } from './failures.ts';
import { parseResponse } from './parse-response.ts';
import type { IndexLayout } from './view-index.ts';

/** The server lets go of what was replaced twice a minute. In milliseconds. */
const [lookEvery, patience] = [1_000, 90_000];
/** It rewrites what holds anything that was replaced, which may be all of a large index. In milliseconds. */
const longestMerge = 3_600_000;

/** Otherwise the parts of an index of which less than a tenth was replaced stay as they are. */
const thorough = { 'index.merge.policy.expunge_deletes_allowed': '0' } as const;

/**
 * Lets the server write every part of the view's indices anew that holds what was replaced or removed. It keeps that for copies
 * that fell behind until they have it: until then there is nothing to expunge.
 *
 * @see https://www.elastic.co/docs/reference/elasticsearch/index-settings/history-retention
 */
export async function expungeIndices(
  client: Pick<ElasticsearchClient, 'indices'>,
  { alias }: Pick<IndexLayout, 'alias'>,
  signal: AbortSignal,
): Promise<boolean> {
  const index = [`${alias}-v*`, `${alias}-as-of-*`];
  await client.indices.putSettings({ index, settings: thorough, allow_no_indices: true }, patient);
  if (!(await isLetGo(client, index, signal))) return false;
  await assertComplete(client.indices.flush({ index, force: true }, patient));
  const merging = { requestTimeout: longestMerge, maxRetries: 0, signal };
  await assertComplete(client.indices.forcemerge({ index, only_expunge_deletes: true }, merging));
  // Only now the files of before are deleted.
  await assertComplete(client.indices.flush({ index, force: true }, patient));
  return true;
}

const statsResponse = z.object({
  indices: z.record(z.string(), z.object({ shards: z.record(z.string(), z.array(z.unknown())) })).default({}),
});
const shardSchema = z.object({
  seq_no: z.object({ max_seq_no: z.number() }),
  retention_leases: z.object({ leases: z.array(z.object({ retaining_seq_no: z.number() })) }),
});

/** Waits until no copy needs what was written before. Answers false when one still does after a while. */
async function isLetGo(
  client: Pick<ElasticsearchClient, 'indices'>,
  index: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const before = await readShards(client, index);
  for (let waited = 0; waited < patience && !signal.aborted; waited += lookEvery) {
    const now = await readShards(client, index);
    // Of an index that is gone nothing is left either.
    const isKept = [...before].some(([shard, { last }]) => (now.get(shard)?.kept ?? last + 1) <= last);
    if (!isKept) return true;
    // An abort ends the wait early, which is all that it is for.
    await pause(lookEvery, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

/** Of each shard the number of its last operation, and of the first that is kept for a copy. */
async function readShards(client: Pick<ElasticsearchClient, 'indices'>, index: readonly string[]) {
  const answer: unknown = await client.indices.stats({ index: [...index], level: 'shards' });
  const shards = new Map<string, { readonly last: number; readonly kept: number }>();
  for (const [name, { shards: copies }] of Object.entries(parseResponse(statsResponse, answer).indices)) {
    for (const [number, [copy]] of Object.entries(copies)) {
      const { seq_no, retention_leases } = parseResponse(shardSchema, copy);
      const kept = Math.min(...retention_leases.leases.map(({ retaining_seq_no }) => retaining_seq_no));
      shards.set(`${name}/${number}`, { last: seq_no.max_seq_no, kept });
    }
  }
  return shards;
}

const completion = z.object({ _shards: z.object({ failed: z.number() }) });

async function assertComplete(answer: Promise<unknown>): Promise<void> {
  const { failed } = parseResponse(completion, await answer)._shards;
  if (failed > 0) throw new ElasticsearchFailure('Not every shard took part');
}
