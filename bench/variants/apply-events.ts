import { newId } from '../../src/adapters/crypto/new-id.ts';
import { connectElasticsearch } from '../../src/adapters/elasticsearch/connect-elasticsearch.ts';
import { createElasticsearchViews } from '../../src/adapters/elasticsearch/elasticsearch-views.ts';
import { applyBacklog } from '../support/apply-backlog.ts';
import { type Backlog, removeIndices } from '../support/backlog.ts';

/** What was fastest on two cores, of 500 to 5,000 documents by two to four writers. */
const [documentsAtOnce, writers] = [1_000, 4];

const [variant = '', argument = ''] = process.argv.slice(2);
const backlog: Backlog = JSON.parse(argument);
const name = newId();

interface Indexed {
  readonly id: string;
  readonly source: unknown;
}

/** Writes the documents that the backlog makes to two new indices, and nothing else. */
async function indexInBulk(): Promise<number> {
  const client = connectElasticsearch(backlog.elasticsearchUrl);
  const prefix = `${backlog.indexPrefix}-${name}`;
  const { userView, eventView } = createElasticsearchViews({ client, prefix });
  await Promise.all([userView.prepare(), eventView.prepare()]);
  const bulks: { index: string; operations: unknown[] }[] = [];
  for (const view of ['users', 'events']) {
    const found = client.helpers.scrollSearch({
      index: `${backlog.indexPrefix}-filled-${view}`,
      size: 5_000,
    });
    const documents: Indexed[] = [];
    for await (const { body } of found) {
      documents.push(...body.hits.hits.map(({ _id: id = '', _source: source }) => ({ id, source })));
    }
    for (let from = 0; from < documents.length; from += documentsAtOnce) {
      const operations = documents
        .slice(from, from + documentsAtOnce)
        .flatMap(({ id, source }) => [{ index: { _id: id } }, source]);
      bulks.push({ index: `${prefix}-${view}`, operations });
    }
  }
  const rest = bulks.values();
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      for (const bulk of rest) {
        const { errors } = await client.bulk({ ...bulk, filter_path: ['errors'] });
        if (errors) throw new Error('A document was refused.');
      }
    }),
  );
  const taken = performance.now() - begun;
  await client.close();
  return taken;
}

const milliseconds = variant === 'applied' ? await applyBacklog(backlog, name) : await indexInBulk();
console.log((backlog.events * 1_000) / milliseconds);
await removeIndices(backlog.elasticsearchUrl, `${backlog.indexPrefix}-${name}`);
