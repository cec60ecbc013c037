import { connectElasticsearch } from '../../src/adapters/elasticsearch/connect-elasticsearch.ts';
import { createElasticsearchViews } from '../../src/adapters/elasticsearch/elasticsearch-views.ts';
import { generateUserDocuments } from '../../test/support/controls/user-document.ts';

const atOnce = 1_000;

/** Writes users with names in several scripts, the same ones every time, to the view of users in an Elasticsearch. */
export async function fillUserView(url: string, count: number): Promise<void> {
  const client = connectElasticsearch(url);
  const { userView } = createElasticsearchViews({ client });
  await userView.prepare();
  const documents = generateUserDocuments(count);
  for (let from = 0; from < count; from += atOnce) await userView.write(documents.slice(from, from + atOnce));
  await userView.refresh();
  await client.close();
}
