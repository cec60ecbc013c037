import { z } from 'zod';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { ElasticsearchFailure, isOfType } from './failures.ts';
import type { FindTargets } from './find-targets.ts';
import { parseResponse } from './parse-response.ts';

const refreshResponse = z.object({ _shards: z.object({ successful: z.number(), failed: z.number() }) });

interface Timeout {
  readonly requestTimeout?: number;
}

/** Answers false when there is no such index. */
export async function refreshIndex(
  client: ElasticsearchClient,
  index: string,
  timeout: Timeout = {},
): Promise<boolean> {
  const answer = await refresh(client, index, timeout);
  if (answer === null) return false;
  const { successful, failed } = parseResponse(refreshResponse, answer)._shards;
  if (successful === 0 || failed > 0) throw new ElasticsearchFailure(`Not all of ${index} was refreshed`);
  return true;
}

/** First the build that is to replace the current index: so that readers find no less once it does. */
export async function refreshEverywhere(
  client: ElasticsearchClient,
  findTargets: FindTargets,
): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const { pending, current } = await findTargets();
    if (pending !== null && !(await refreshIndex(client, pending.index))) continue;
    if (await refreshIndex(client, current.index)) return;
  }
  throw new ElasticsearchFailure('The aliases do not come to rest');
}

async function refresh(client: ElasticsearchClient, index: string, timeout: Timeout): Promise<unknown> {
  try {
    return await client.indices.refresh({ index }, timeout);
  } catch (error) {
    if (isOfType(error, 'index_not_found_exception')) return null;
    throw error;
  }
}
