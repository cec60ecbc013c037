import { type Expression, type SqlBool, sql } from 'kysely';
import { toSearchWords, toSimilarForms } from '../../../ports/search-words.ts';
import type { UserFilter, UserOrder, UserOrderField, UserQuery } from '../../../ports/user-view.ts';
import type { ViewDialect } from '../relational-database.ts';
import { allOf, isEqual, isOneOf, isWithin } from './conditions.ts';
import type { OrderTerm } from './keyset.ts';
import { splitInShapeOne } from './user-words.ts';

const columns: Readonly<Record<UserOrderField, string>> = {
  REGISTERED_AT: 'registered_at',
  LAST_LOGIN_AT: 'last_login_at',
  EMAIL: 'email',
  LOGIN_COUNT: 'login_count',
};

export function toUserOrder(order: readonly UserOrder[]): readonly OrderTerm[] {
  const terms = order.map(({ field, direction }) => ({
    column: columns[field],
    direction: direction === 'ASC' ? ('asc' as const) : ('desc' as const),
  }));
  return [...terms, { column: 'id', direction: 'asc' }];
}

/** Where users are searched. */
export interface SearchedTable {
  readonly table: string;
  readonly dialect: ViewDialect;
}

export function toUserCondition(
  { search, spelling, filter }: UserQuery,
  searched: SearchedTable,
): Expression<SqlBool> {
  return allOf([
    ...(search === undefined ? [] : searchConditions(search, spelling ?? 'exact', searched)),
    ...filterConditions(filter, searched),
  ]);
}

type Spelling = NonNullable<UserQuery['spelling']>;

/** A blank search asks for nothing in particular; one without a word in it, for what nobody has. */
function searchConditions(
  search: string,
  spelling: Spelling,
  searched: SearchedTable,
): readonly Expression<SqlBool>[] {
  if (search.trim() === '') return [];
  const [words, inShapeOne] = [toSearchWords(search), splitInShapeOne(search)];
  const found = hasWords(words, spelling, searched);
  if (inShapeOne.join(' ') === words.join(' ')) return [found];
  const isInShapeOne = sql`exists (select 1 from views where view = 'users' and shape = 1)`;
  return [sql`(${found} or (${isInShapeOne} and ${hasWords(inShapeOne, 'exact', searched)}))`];
}

function hasWords(
  words: readonly string[],
  spelling: Spelling,
  { table, dialect }: SearchedTable,
): Expression<SqlBool> {
  if (words.length === 0) return sql`false`;
  const formsOf = spelling === 'similar' ? toSimilarForms : () => [];
  const wanted = [...new Set(words)].map((word) => ({ beginning: word, forms: formsOf(word) }));
  return dialect.matchesWords(table, wanted);
}

function filterConditions(
  { status, role, emailVerified, registered, lastLogin }: UserFilter,
  { table, dialect }: SearchedTable,
): readonly Expression<SqlBool>[] {
  return [
    ...(status === undefined ? [] : [isOneOf('status', status)]),
    ...(role === undefined ? [] : [dialect.hasRole(table, role)]),
    ...(emailVerified === undefined ? [] : [isEqual('email_verified', emailVerified ? 1 : 0)]),
    ...(registered === undefined ? [] : isWithin('registered_at', registered)),
    ...(lastLogin === undefined
      ? []
      : [sql<SqlBool>`last_login_at > 0`, ...isWithin('last_login_at', lastLogin)]),
  ];
}
