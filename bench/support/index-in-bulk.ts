import { connectElasticsearch } from '../../src/adapters/elasticsearch/connect-elasticsearch.ts';
import { createElasticsearchViews } from '../../src/adapters/elasticsearch/elasticsearch-views.ts';
import type { Backlog } from './backlog.ts';

/** What was fastest on two cores, of 500 to 5,000 documents by one to four writers. */
const documentsAtOnce = 1_000;
const writers = 2;

interface Indexed {
  readonly id: string;
  readonly source: unknown;
}

/** Writes the users of the view `filled` to a new index, and nothing else. Answers with the milliseconds that it took. */
export async function indexUsersInBulk(backlog: Backlog, name: string): Promise<number> {
  const client = connectElasticsearch(backlog.elasticsearchUrl);
  const prefix = `${backlog.indexPrefix}-${name}`;
  await createElasticsearchViews({ client, prefix }).userView.prepare();
  const documents: Indexed[] = [];
  const found = client.helpers.scrollSearch({ index: `${backlog.indexPrefix}-filled-users`, size: 5_000 });
  for await (const { body } of found) {
    documents.push(...body.hits.hits.map(({ _id: id = '', _source: source }) => ({ id, source })));
  }
  const starts = Array.from(
    { length: Math.ceil(documents.length / documentsAtOnce) },
    (_, bulk) => bulk,
  ).values();
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      for (const bulk of starts) {
        const operations = documents
          .slice(bulk * documentsAtOnce, (bulk + 1) * documentsAtOnce)
          .flatMap(({ id, source }) => [{ index: { _id: id } }, source]);
        const { errors } = await client.bulk({
          index: `${prefix}-users`,
          operations,
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
