import { z } from 'zod';
import { BuildGone, type ViewBuild } from '../../../ports/view-builds.ts';
import { type ElasticsearchClient, patient } from '../connect-elasticsearch.ts';
import { ElasticsearchFailure, isOfType, unavailableOnFailure } from '../failures.ts';
import { getDocuments } from '../get-documents.ts';
import { changeMeta, type IndexMeta } from '../index-meta.ts';
import { parseResponse } from '../parse-response.ts';
import { refreshIndex } from '../refresh-indices.ts';
import type { Versioned, ViewIndex } from '../view-index.ts';
import { toOperations } from '../writes/operations.ts';
import { throwIfRefused } from '../writes/write-everywhere.ts';
import { writeToTarget } from '../writes/write-to-target.ts';

interface FilledBuildOptions<Document> {
  readonly client: ElasticsearchClient;
  readonly view: ViewIndex<Document>;
  readonly index: string;
  /** Leads to the index as long as it is being filled. */
  readonly alias: string;
  readonly finished: readonly number[];
  readonly publish: () => Promise<void>;
}

const countResponse = z.object({ count: z.number(), _shards: z.object({ failed: z.number() }) });

/** A build that is being filled, in an index of the latest shape. */
export function createFilledBuild<Document extends Versioned>(
  options: FilledBuildOptions<Document>,
): ViewBuild<Document> {
  const { client, view, index, alias, finished } = options;
  const into = { shape: view.shape, fields: null };
  let recorded: Promise<unknown> = Promise.resolve();

  async function write(documents: readonly Document[]): Promise<void> {
    if (documents.length === 0) return;
    const operations = toOperations(documents, { view, into, precedence: 'external' });
    const written = await writeToTarget(client, { alias, index }, operations);
    if (written.kind === 'moved') throw goneError(index);
    if (written.kind === 'closed') throw new ElasticsearchFailure('cluster_block_exception');
    throwIfRefused(written.refused);
  }

  async function count(): Promise<number> {
    if (!(await refreshIndex(client, index, patient))) throw goneError(index);
    const answer = parseResponse(countResponse, await client.count({ index }));
    if (answer._shards.failed > 0) throw new ElasticsearchFailure('A part of the index was not counted');
    return answer.count;
  }

  async function finish(partition: number): Promise<void> {
    const add = (meta: IndexMeta): IndexMeta => ({
      ...meta,
      finished: [...new Set([...(meta.finished ?? []), partition])],
    });
    // One by one: each change begins with what stands there.
    const earlier = recorded;
    const change = earlier.then(() => changeMeta(client, index, add));
    recorded = change.catch(() => undefined);
    if (!(await change)) throw goneError(index);
  }

  const orGone = <Result>(work: () => Promise<Result>): Promise<Result> =>
    unavailableOnFailure(() => goneWithout(index, work));
  return {
    index,
    finished,
    write: (documents) => orGone(() => write(documents)),
    get: (ids) => orGone(() => getDocuments(client, { alias: index, ids, parse: view.parse })),
    count: () => orGone(count),
    finish: (partition) => orGone(() => finish(partition)),
    publish: () => orGone(options.publish),
  };
}

export function goneError(index: string): BuildGone {
  return new BuildGone(`The build ${index} was removed, or has been published already.`);
}

/** @throws BuildGone when the server does not know the index any more */
async function goneWithout<Result>(index: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (isOfType(error, 'index_not_found_exception')) throw goneError(index);
    throw error;
  }
}
