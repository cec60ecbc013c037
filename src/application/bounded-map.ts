import { eachBounded } from './each-bounded.ts';

/** More at once would only queue for the connections that a store has, and time out there. */
const atOnce = 8;

/**
 * `Promise.all` over a mapped list, a few items at a time, so that a long list leaves room for other work. When it fails for one,
 * no other item is begun, and it rejects once nothing is being done any more: whoever tries again is alone.
 */
export async function mapBounded<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: (readonly [index: number, result: Result])[] = [];
  await eachBounded(items.entries(), atOnce, async ([index, item]) => {
    results.push([index, await work(item)]);
  });
  return results.sort(([a], [b]) => a - b).map(([, result]) => result);
}
