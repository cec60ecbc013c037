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
  const places = placesOf(items);
  const results: (readonly [index: number, result: Result])[] = [];
  const workers = Array.from({ length: atOnce }, async () => {
    // What is thrown within the loop ends the generator, for the others too.
    for (const [index, item] of places) results.push([index, await work(item)]);
  });
  for (const worker of await Promise.allSettled(workers)) {
    if (worker.status === 'rejected') throw worker.reason;
  }
  return results.sort(([a], [b]) => a - b).map(([, result]) => result);
}

function* placesOf<Item>(items: readonly Item[]): Generator<readonly [index: number, item: Item], void> {
  yield* items.entries();
}
