import { z } from 'zod';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { ElasticsearchFailure } from './failures.ts';
import { errorSchema, parseResponse } from './parse-response.ts';
import type { ScanOrder, Versioned } from './view-index.ts';

const pageSize = 500;

const msearchResponse = z.object({
  responses: z.array(
    z.object({
      hits: z.object({ hits: z.array(z.object({ _source: z.unknown() })) }).optional(),
      error: errorSchema.optional(),
    }),
  ),
});

interface Scan<Document> {
  readonly alias: string;
  readonly order: ScanOrder<Document>;
  readonly parse: (source: unknown) => Document;
}

/**
 * Every document, page by page. Each page is a search of its own behind the last document of the one before, whose place in
 * the order no write changes: nothing is kept open on the server, and an index may be replaced meanwhile.
 */
export async function* scanDocuments<Document extends Versioned>(
  client: ElasticsearchClient,
  scan: Scan<Document>,
): AsyncGenerator<readonly Document[]> {
  const { valuesOf } = scan.order;
  let held: readonly Document[] = [];
  for (let after: Document | undefined; ; ) {
    const found = await findPage(client, scan, after);
    const documents = [...held, ...found];
    after = found.at(-1);
    if (after === undefined || found.length < pageSize) return yield* inPages(documents);
    // Documents with one first value stand in no order of ids, and there may be more of them on the next page.
    const [last] = valuesOf(after);
    const end = documents.findIndex((document) => valuesOf(document)[0] === last);
    yield* inPages(documents.slice(0, end));
    held = documents.slice(end);
  }
}

function* inPages<Document extends Versioned>(
  documents: readonly Document[],
): Generator<readonly Document[]> {
  const sorted = documents.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (let from = 0; from < sorted.length; from += pageSize) yield sorted.slice(from, from + pageSize);
}

async function findPage<Document>(
  client: ElasticsearchClient,
  { alias, order, parse }: Scan<Document>,
  after: Document | undefined,
): Promise<readonly Document[]> {
  const search = {
    sort: order.sort.map(({ field, direction }) => ({ [field]: direction })),
    size: pageSize,
    track_total_hits: false,
    ...(after === undefined ? {} : { search_after: [...order.valuesOf(after)] }),
  };
  // A part of the shards would be a part of the truth.
  const header = { index: alias, allow_partial_search_results: false };
  const answer: unknown = await client.msearch({ searches: [header, search] });
  const [response] = parseResponse(msearchResponse, answer).responses;
  if (response?.hits === undefined) {
    throw new ElasticsearchFailure(response?.error?.type ?? 'A search was not answered.');
  }
  return response.hits.hits.map(({ _source }) => parse(_source));
}
