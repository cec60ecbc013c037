import type { WritableView } from '../../ports/writable-view.ts';
import { type ElasticsearchClient, patient } from './connect-elasticsearch.ts';
import { forgetful, prepareIndex } from './create-index.ts';
import { expungeIndices } from './expunge-indices.ts';
import { ElasticsearchFailure, unavailableOnFailure } from './failures.ts';
import { createFindTargets, type FindTargets } from './find-targets.ts';
import { getDocuments } from './get-documents.ts';
import { refreshEverywhere } from './refresh-indices.ts';
import { scanDocuments } from './scan-documents.ts';
import type { Versioned, ViewIndex } from './view-index.ts';
import { type Precedence, toOperations, toRemovals } from './writes/operations.ts';
import { writeEverywhere } from './writes/write-everywhere.ts';

/** What both views do alike, in the index that the view's alias leads to, and in the one that is to replace it. */
export function createElasticsearchView<Document extends Versioned>(
  client: ElasticsearchClient,
  view: ViewIndex<Document>,
): WritableView<Document> {
  const findTargets = createFindTargets(client, view);

  async function write(documents: readonly Document[], precedence: Precedence): Promise<void> {
    if (documents.length === 0) return;
    await writeEverywhere(client, findTargets, (into) => toOperations(documents, { view, into, precedence }));
  }

  async function remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await forgetAtOnce(client, findTargets);
    const removals = toRemovals(ids);
    await writeEverywhere(client, findTargets, () => removals);
  }

  async function* scan(): AsyncGenerator<readonly Document[]> {
    await unavailableOnFailure(() => refreshEverywhere(client, findTargets));
    const pages = scanDocuments(client, { alias, order: view.scanOrder, parse });
    for (;;) {
      const page = await unavailableOnFailure(() => pages.next());
      if (page.done === true) return;
      yield page.value;
    }
  }

  const { alias, parse } = view;
  return {
    prepare: () => unavailableOnFailure(() => prepareIndex(client, view)),
    write: (documents) => unavailableOnFailure(() => write(documents, 'external')),
    overwrite: (documents) => unavailableOnFailure(() => write(documents, 'external_gte')),
    get: (ids) => unavailableOnFailure(() => getDocuments(client, { alias, ids, parse })),
    scan,
    remove: (ids) => unavailableOnFailure(() => remove(ids)),
    expunge: (signal) => unavailableOnFailure(() => expungeIndices(client, view, signal)),
    refresh: () => unavailableOnFailure(() => refreshEverywhere(client, findTargets)),
    ping: () =>
      unavailableOnFailure(async () => {
        if (!(await client.ping())) throw new ElasticsearchFailure('The ping was answered with an error.');
      }),
  };
}

/** Indices of an earlier build remember for a minute what was removed. */
async function forgetAtOnce(client: ElasticsearchClient, findTargets: FindTargets): Promise<void> {
  const { current, pending } = await findTargets();
  const index = [current.index, ...(pending === null ? [] : [pending.index])];
  const settings = { index: forgetful };
  const { acknowledged } = await client.indices.putSettings(
    { index, settings, ignore_unavailable: true },
    patient,
  );
  if (!acknowledged) throw new ElasticsearchFailure('Not every node took the new settings in time');
}
