import { z } from 'zod';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { ElasticsearchFailure } from './failures.ts';
import { errorSchema, type ParseSource, parseResponse } from './parse-response.ts';
import type { ScanOrder } from './view-index.ts';

const pageSize = 500;

const msearchResponse = z.object({
  responses: z.array(
    z.object({
      hits: z.object({ hits: z.array(z.object({ _source: z.unknown(), _version: z.number() })) }).optional(),
      error: errorSchema.optional(),
    }),
  ),
});

interface Scan<Document> {
  readonly alias: string;
  readonly order: ScanOrder<Document>;
  readonly parse: ParseSource<Document>;
}

/**
 * Every document, page by page. Each page is a search of its own behind the last document of the one before, whose place in
 * the order no write changes: nothing is kept open on the server, and an index may be replaced meanwhile.
 */
export async function* scanDocuments<Document>(
  client: ElasticsearchClient,
  scan: Scan<Document>,
): AsyncGenerator<readonly Document[]> {
  const keyOf = (document: Document | undefined) =>
    document === undefined ? '' : JSON.stringify(scan.order.valuesOf(document));
  for (let after: Document | undefined; ; ) {
    const found = await findPage(client, scan, after);
    if (found.length < pageSize) return yield found;
    // Documents in one place may be parted by the end of the page: they are read again together.
    const last = keyOf(found.at(-1));
    const first = found.findIndex((document) => keyOf(document) === last);
    const page = first === 0 ? found : found.slice(0, first);
    yield page;
    after = page.at(-1);
  }
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
    version: true,
    ...(after === undefined ? {} : { search_after: [...order.valuesOf(after)] }),
  };
  // A part of the shards would be a part of the truth.
  const header = { index: alias, allow_partial_search_results: false };
  const answer: unknown = await client.msearch({ searches: [header, search] });
  const [response] = parseResponse(msearchResponse, answer).responses;
  if (response?.hits === undefined) {
    throw new ElasticsearchFailure(response?.error?.type ?? 'A search was not answered.');
  }
  return response.hits.hits.map(({ _source, _version }) => parse(_source, _version));
}
