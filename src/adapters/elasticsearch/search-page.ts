import type { estypes } from '@elastic/elasticsearch';
import { z } from 'zod';
import type { Cursor, Page, PageRequest } from '../../ports/page.ts';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { ElasticsearchFailure } from './failures.ts';
import { errorSchema, type ParseSource, parseResponse } from './parse-response.ts';

export interface SortTerm {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
  /** What a document without the field counts as. */
  readonly missing?: string | number;
}

interface PageSearch<Item> {
  readonly alias: string;
  readonly conditions: readonly estypes.QueryDslQueryContainer[];
  /** Ends with what tells documents apart. */
  readonly sort: readonly SortTerm[];
  readonly page: PageRequest;
  readonly parse: ParseSource<Item>;
  /** The values of the sort, which stand in the cursor of the request too. */
  readonly cursorOf: (item: Item) => Cursor;
}

const hitsSchema = z.object({
  total: z.object({ value: z.number() }).optional(),
  hits: z.array(
    z.object({ _id: z.string(), _source: z.unknown().optional(), _version: z.number().default(0) }),
  ),
});
const msearchResponse = z.object({
  responses: z.array(z.object({ hits: hitsSchema.optional(), error: errorSchema.optional() })),
});

/** A page by its cursor, however far down the list it is. */
export async function searchPage<Item>(
  client: ElasticsearchClient,
  search: PageSearch<Item>,
): Promise<Page<Item>> {
  const { page, parse, cursorOf } = search;
  const forward = page.direction === 'forward';
  const [found, head] = await runSearches(client, search);
  const total = found?.total?.value ?? 0;
  const hits = found?.hits ?? [];
  const more = hits.length > page.count;
  // Whatever the list begins with, seen from where it is read, stands before the page unless the page has it.
  const passed = page.cursor !== null && total > 0 && hits[0]?._id !== head?.hits[0]?._id;
  const taken = hits.slice(0, page.count).map(({ _source, _version }) => parse(_source, _version));
  return {
    items: (forward ? taken : taken.reverse()).map((item) => ({ cursor: cursorOf(item), item })),
    hasNextPage: forward ? more : passed,
    hasPreviousPage: forward ? passed : more,
    totalCount: total,
  };
}

/**
 * The documents of the page, and one more that tells whether there are others; and behind a cursor the one that
 * the list begins with. Both in one request.
 */
async function runSearches<Item>(
  client: ElasticsearchClient,
  { alias, conditions, sort, page }: PageSearch<Item>,
): Promise<readonly z.infer<typeof hitsSchema>[]> {
  // A part of the shards would be a part of the truth.
  const header = { index: alias, allow_partial_search_results: false };
  const list = { query: { bool: { filter: [...conditions] } }, sort: sort.map((term) => toSort(term, page)) };
  const found = { ...list, size: page.count + 1, track_total_hits: true, version: true };
  const head = { ...list, size: 1, track_total_hits: false, _source: false };
  const searches =
    page.cursor === null
      ? [header, found]
      : [header, { ...found, search_after: [...page.cursor] }, header, head];
  const response: unknown = await client.msearch({ searches });
  return parseResponse(msearchResponse, response).responses.map(({ hits, error }) => {
    if (hits === undefined) throw new ElasticsearchFailure(error?.type ?? 'A search was not answered.');
    return hits;
  });
}

/** A page that is read backward is one of the reversed list. */
function toSort({ field, direction, missing }: SortTerm, page: PageRequest): estypes.SortCombinations {
  const reversed = direction === 'asc' ? 'desc' : 'asc';
  const order = page.direction === 'forward' ? direction : reversed;
  return { [field]: missing === undefined ? { order } : { order, missing } };
}
