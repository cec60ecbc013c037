import { type Expression, type Kysely, type SqlBool, sql } from 'kysely';
import type { Cursor, Page, PageRequest } from '../../../ports/page.ts';
import type { Tables } from '../tables.ts';
import { isAtOrBehind, isBehind, type OrderTerm, orderBy, reversed } from './keyset.ts';

export interface ListQuery {
  readonly db: Kysely<Tables>;
  readonly table: string;
  readonly matching: Expression<SqlBool>;
  /** Ends with what tells rows apart. */
  readonly order: readonly OrderTerm[];
  readonly page: PageRequest;
}

interface Row {
  readonly document_json: string;
  readonly [column: string]: string | number;
}

/** A page by its cursor, however far down the list it is. */
export async function readPage<Item>(query: ListQuery, parse: (json: string) => Item): Promise<Page<Item>> {
  const { order, page } = query;
  const [rows, surroundings] = await Promise.all([readRows(query), readSurroundings(query)]);
  const taken = rows.slice(0, page.count);
  const more = rows.length > page.count;
  const forward = page.direction === 'forward';
  return {
    items: (forward ? taken : taken.reverse()).map((row) => ({
      cursor: toCursor(row, order),
      item: parse(row.document_json),
    })),
    hasNextPage: forward ? more : surroundings.passed,
    hasPreviousPage: forward ? surroundings.passed : more,
    totalCount: surroundings.total,
  };
}

/** One row more than asked for tells whether there are more. */
async function readRows({ db, table, matching, order, page }: ListQuery): Promise<readonly Row[]> {
  const wanted = page.direction === 'forward' ? order : reversed(order);
  const place = page.cursor === null ? sql`true` : isBehind(wanted, page.cursor);
  const columns = sql.join(order.map(({ column }) => sql.ref(column)));
  const { rows } = await sql<Row>`
    select document_json, ${columns} from ${sql.table(table)}
    where ${matching} and ${place} order by ${orderBy(wanted)} limit ${page.count + 1}`.execute(db);
  return rows;
}

/** How many rows match in all, and whether some of them stand on the cursor's other side. */
async function readSurroundings({
  db,
  table,
  matching,
  order,
  page,
}: ListQuery): Promise<{ readonly total: number; readonly passed: boolean }> {
  const back = page.direction === 'forward' ? reversed(order) : order;
  const place = page.cursor === null ? sql`false` : isAtOrBehind(back, page.cursor);
  const { rows } = await sql<{ total: number; passed: number | boolean }>`
    select
      (select count(*) from ${sql.table(table)} where ${matching}) as total,
      exists (select 1 from ${sql.table(table)} where ${matching} and ${place}) as passed`.execute(db);
  const [row] = rows;
  return { total: row?.total ?? 0, passed: Boolean(row?.passed) };
}

function toCursor(row: Row, order: readonly OrderTerm[]): Cursor {
  return order.map(({ column }) => row[column] ?? '');
}
