import pLimit from 'p-limit';

/** More at once would only queue for the connections that a store has, and time out there. */
const atOnce = 8;

/** `Promise.all` over a mapped list, a few items at a time, so that a long list leaves room for other work. */
export function mapBounded<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  return pLimit(atOnce).map(items, work);
}
