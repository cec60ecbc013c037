/** Which page of an ordered list: `count` items behind a cursor, or before one, counted from the end. */
export type PageRequest =
  | { readonly direction: 'forward'; readonly count: number; readonly cursor: Cursor | null }
  | { readonly direction: 'backward'; readonly count: number; readonly cursor: Cursor | null };

/** The sort key of an item: the values of the ordering fields, and the item's id last. */
export type Cursor = readonly (string | number)[];

/** A page in the list's own order, whichever way it was asked for. */
export interface Page<Item> {
  readonly items: readonly { readonly cursor: Cursor; readonly item: Item }[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** How many items match in all. */
  readonly totalCount: number;
}

/** From inclusive, to exclusive, in milliseconds since 1970-01-01T00:00:00Z; null for no bound. */
export interface TimeRange {
  readonly from: number | null;
  readonly to: number | null;
}
