import type { estypes } from '@elastic/elasticsearch';
import type { TimeRange } from '../../ports/page.ts';

export type Condition = estypes.QueryDslQueryContainer;

export const nothing: Condition = { match_none: {} };

export function isEqual(field: string, value: string | boolean): Condition {
  return { term: { [field]: value } };
}

export function isOneOf(field: string, values: readonly string[]): Condition {
  return { terms: { [field]: [...values] } };
}

/** Only of documents that have the field. */
export function isWithin(field: string, { from, to }: TimeRange): Condition {
  return {
    range: { [field]: { ...(from === null ? {} : { gte: from }), ...(to === null ? {} : { lt: to }) } },
  };
}

/** The conditions for what is given, and none for what is not. */
export function whenGiven<Value>(
  value: Value | undefined,
  toCondition: (value: Value) => Condition,
): readonly Condition[] {
  return value === undefined ? [] : [toCondition(value)];
}
