import type { TransportRequestParams } from '@elastic/elasticsearch';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { connectElasticsearch } from '../../src/adapters/elasticsearch/connect-elasticsearch.ts';
import { createElasticsearchViews } from '../../src/adapters/elasticsearch/elasticsearch-views.ts';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../src/adapters/relational/sqlite/open-sqlite.ts';
import { nothing } from '../../src/application/queries/catch-up.ts';
import type { Viewer } from '../../src/application/viewer.ts';
import { toSearchWords } from '../../src/ports/search-words.ts';
import { delay } from '../../src/roles/compose.ts';
import { composeQueries } from '../../src/roles/compose-queries.ts';
import { generateUserDocuments } from '../../test/support/controls/user-document.ts';

const [variant = '', url = '', count = '0'] = process.argv.slice(2);
const warmUp = 500;
const measured = 1_000;
/** As many different requests as these are made in turns. */
const different = 100;

const client = connectElasticsearch(url);
const database = openSqlite(':memory:');
const secrets = createSecrets(Buffer.alloc(32));
const stores = {
  ...createRelationalStores(database, { partitions: 16, keyFingerprint: secrets.fingerprint }),
  ...createElasticsearchViews({ client }),
};
const queries = composeQueries(stores, { store: stores.messageStore, secrets, delay });

const documents = generateUserDocuments(Number(count));
const administrator: Viewer = { userId: documents[0]?.id ?? '', sessionId: '', roles: ['admin'] };
const searched = documents.slice(1, different + 1);
const atLeast = nothing;

type Work = (index: number) => Promise<unknown>;

const search: Work = (index) => {
  const [word = ''] = toSearchWords(searched[index]?.displayName ?? 'example');
  const page = { direction: 'forward', count: 10, cursor: null } as const;
  return queries.listUsers(
    administrator,
    { search: word, filter: {}, order: [{ field: 'REGISTERED_AT', direction: 'ASC' }], page },
    { atLeast },
  );
};

const get: Work = (index) =>
  queries.users.find(administrator, { by: { id: searched[index]?.id ?? '' }, source: { atLeast } });

type Request = TransportRequestParams;

let recording: Request[] | null = null;
client.diagnostic.on('request', (_error, result) => {
  const { method = 'GET', path = '', querystring, body } = result?.meta.request.params ?? {};
  // The body as an object, which the bare client has to write as well.
  recording?.push({ method, path, ...parsedQuery(querystring), ...parsedBody(body) });
});

/** What the client sends for some work, to be sent again without anything around it. */
async function recorded(work: Work): Promise<Work> {
  const requests: Request[][] = [];
  for (let index = 0; index < different; index += 1) {
    recording = [];
    await work(index);
    requests.push(recording);
  }
  recording = null;
  return async (index) => {
    for (const request of requests[index] ?? []) await client.transport.request(request);
  };
}

function parsedQuery(text: unknown) {
  return typeof text === 'string' && text !== ''
    ? { querystring: Object.fromEntries(new URLSearchParams(text)) }
    : {};
}

/** Several bodies, a line each, where one request carries several searches. */
function parsedBody(text: unknown): Pick<Request, 'body' | 'bulkBody'> {
  if (typeof text !== 'string' || text === '') return {};
  return text.endsWith('\n')
    ? {
        bulkBody: text
          .trim()
          .split('\n')
          .map((line): Record<string, unknown> => JSON.parse(line)),
      }
    : { body: JSON.parse(text) };
}

const variants: Readonly<Record<string, () => Work | Promise<Work>>> = {
  'a search': () => search,
  'a search by the bare client': () => recorded(search),
  'a get by id': () => get,
  'a get by id by the bare client': () => recorded(get),
};
const prepare = variants[variant];
if (prepare === undefined) throw new Error(`Name one of ${Object.keys(variants).join(', ')}.`);
const work = await prepare();

const durations: number[] = [];
for (let done = 0; done < warmUp + measured; done += 1) {
  const started = performance.now();
  await work(done % different);
  if (done >= warmUp) durations.push((performance.now() - started) * 1_000);
}
console.log(durations.toSorted((a, b) => a - b)[measured / 2]);
await client.close();
await database.close();
