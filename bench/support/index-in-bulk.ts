import {
  connectElasticsearch,
  type ElasticsearchClient,
} from '../../src/adapters/elasticsearch/connect-elasticsearch.ts';
import { createElasticsearchViews } from '../../src/adapters/elasticsearch/elasticsearch-views.ts';
import { eventIndex } from '../../src/adapters/elasticsearch/event-index.ts';
import { userIndex } from '../../src/adapters/elasticsearch/user-index.ts';
import type { Backlog } from './backlog.ts';

/** What was fastest on two cores, of 500 to 5,000 documents by one to four writers. */
const [documentsAtOnce, writers] = [1_000, 4];

type ViewName = 'users' | 'events';

/** How the views write a document: what it is found by is not stored with it. */
const [users, events] = [userIndex(''), eventIndex('')];

interface Bulk {
  readonly index: string;
  readonly operations: readonly unknown[];
}

/**
 * Writes the documents of the views `filled` to new indices as plainly as can be, with everything that they are searched by.
 * Answers with the milliseconds that it took.
 */
export async function indexInBulk(
  backlog: Backlog,
  name: string,
  views: readonly ViewName[],
): Promise<number> {
  const client = connectElasticsearch(backlog.elasticsearchUrl);
  const prefix = `${backlog.indexPrefix}-${name}`;
  const { userView, eventView } = createElasticsearchViews({ client, prefix });
  await Promise.all([userView.prepare(), eventView.prepare()]);
  const filled = `${backlog.indexPrefix}-filled`;
  const bulks = await Promise.all(
    views.map((view) => readBulks(client, view, { from: `${filled}-${view}`, into: `${prefix}-${view}` })),
  );
  const rest = bulks.flat().values();
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      for (const { index, operations } of rest) {
        const { errors } = await client.bulk({
          index,
          operations: [...operations] as object[],
          filter_path: ['errors'],
        });
        if (errors) throw new Error('A document was refused.');
      }
    }),
  );
  const taken = performance.now() - begun;
  await client.close();
  return taken;
}

async function readBulks(
  client: ElasticsearchClient & { readonly helpers: ReturnType<typeof connectElasticsearch>['helpers'] },
  view: ViewName,
  { from, into }: { readonly from: string; readonly into: string },
): Promise<readonly Bulk[]> {
  const documents: { readonly id: string; readonly source: object }[] = [];
  for await (const { body } of client.helpers.scrollSearch({ index: from, size: 5_000 })) {
    for (const { _id: id = '', _source } of body.hits.hits)
      documents.push({ id, source: toSource(view, _source) });
  }
  return Array.from({ length: Math.ceil(documents.length / documentsAtOnce) }, (_, bulk) => ({
    index: into,
    operations: documents
      .slice(bulk * documentsAtOnce, (bulk + 1) * documentsAtOnce)
      .flatMap(({ id, source }) => [{ index: { _id: id } }, source]),
  }));
}

function toSource(view: ViewName, stored: unknown): object {
  return view === 'users' ? users.toSource(users.parse(stored, 0)) : events.toSource(events.parse(stored, 0));
}
