import { type Expression, type SqlBool, sql } from 'kysely';
import { toSearchWords } from '../../../ports/search-words.ts';
import type { UserFilter, UserOrder, UserOrderField, UserQuery } from '../../../ports/user-view.ts';
import type { RelationalDialect } from '../relational-database.ts';
import { allOf, isEqual, isOneOf, isWithin } from './conditions.ts';
import type { OrderTerm } from './keyset.ts';

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

export function toUserCondition(
  { search, filter }: UserQuery,
  dialect: RelationalDialect,
): Expression<SqlBool> {
  return allOf([...searchConditions(search, dialect), ...filterConditions(filter, dialect)]);
}

/** A blank search asks for nothing in particular; one without a word in it, for what nobody has. */
function searchConditions(
  search: string | undefined,
  dialect: RelationalDialect,
): readonly Expression<SqlBool>[] {
  if (search === undefined || search.trim() === '') return [];
  const words = toSearchWords(search);
  return [words.length === 0 ? sql`false` : dialect.matchesWords(words)];
}

function filterConditions(
  { status, role, emailVerified, registered, lastLogin }: UserFilter,
  dialect: RelationalDialect,
): readonly Expression<SqlBool>[] {
  return [
    ...(status === undefined ? [] : [isOneOf('status', status)]),
    ...(role === undefined ? [] : [dialect.hasRole(role)]),
    ...(emailVerified === undefined ? [] : [isEqual('email_verified', emailVerified ? 1 : 0)]),
    ...(registered === undefined ? [] : isWithin('registered_at', registered)),
    ...(lastLogin === undefined
      ? []
      : [sql<SqlBool>`last_login_at > 0`, ...isWithin('last_login_at', lastLogin)]),
  ];
}
