import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { TimeRange } from '../../../ports/page.ts';

/** Every condition must hold; none at all holds always. */
export function allOf(conditions: readonly Expression<SqlBool>[]): RawBuilder<SqlBool> {
  return conditions.length === 0 ? sql`true` : sql`(${sql.join(conditions, sql` and `)})`;
}

export function isOneOf(column: string, values: readonly string[]): RawBuilder<SqlBool> {
  return values.length === 0 ? sql`false` : sql`${sql.ref(column)} in (${sql.join(values)})`;
}

export function isEqual(column: string, value: string | number): RawBuilder<SqlBool> {
  return sql`${sql.ref(column)} = ${value}`;
}

export function isWithin(column: string, { from, to }: TimeRange): readonly RawBuilder<SqlBool>[] {
  return [
    ...(from === null ? [] : [sql<SqlBool>`${sql.ref(column)} >= ${from}`]),
    ...(to === null ? [] : [sql<SqlBool>`${sql.ref(column)} < ${to}`]),
  ];
}
