import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Cursor } from '../../../ports/page.ts';

/** A column that a list is ordered by. */
export interface OrderTerm {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
}

export function reversed(order: readonly OrderTerm[]): readonly OrderTerm[] {
  return order.map(({ column, direction }) => ({ column, direction: direction === 'asc' ? 'desc' : 'asc' }));
}

export function orderBy(order: readonly OrderTerm[]): RawBuilder<unknown> {
  return sql.join(order.map(({ column, direction }) => sql`${sql.ref(column)} ${sql.raw(direction)}`));
}

/** Whether a row stands behind the cursor in this order. */
export function isBehind(order: readonly OrderTerm[], cursor: Cursor): RawBuilder<SqlBool> {
  const alternatives = order.map((term, index) => {
    const equal = order.slice(0, index).map(({ column }, i) => compare(column, '=', cursor[i]));
    return sql`(${sql.join([...equal, compare(term.column, beyond(term), cursor[index])], sql` and `)})`;
  });
  return sql`(${mayFollow(order, cursor)} and (${sql.join(alternatives, sql` or `)}))`;
}

/** Whether a row stands behind the cursor in this order, or at it. */
export function isAtOrBehind(order: readonly OrderTerm[], cursor: Cursor): RawBuilder<SqlBool> {
  const equal = order.map(({ column }, index) => compare(column, '=', cursor[index]));
  return sql`(${isBehind(order, cursor)} or (${sql.join(equal, sql` and `)}))`;
}

/** Says nothing that the alternatives do not say, but lets the database begin inside its index. */
function mayFollow(order: readonly OrderTerm[], cursor: Cursor): RawBuilder<SqlBool> {
  const [first] = order;
  return first === undefined ? sql`true` : compare(first.column, `${beyond(first)}=`, cursor[0]);
}

function beyond({ direction }: OrderTerm): '<' | '>' {
  return direction === 'asc' ? '>' : '<';
}

function compare(column: string, operator: string, value: string | number | undefined): RawBuilder<SqlBool> {
  if (value === undefined) throw new TypeError('The cursor belongs to another order.');
  return sql`${sql.ref(column)} ${sql.raw(operator)} ${value}`;
}
