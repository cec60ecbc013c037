/**
 * Works on the items, so many at once. After a failure it begins no more, and rejects once nothing is under way: whoever tries
 * again is alone.
 */
export async function eachBounded<Item>(
  items: Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  // What is thrown within the loop of a worker ends the generator, for the others too.
  const queue = oneByOne(items);
  const workers = Array.from({ length: atOnce }, async () => {
    for (const item of queue) await work(item);
  });
  const failure = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
  if (failure?.status === 'rejected') throw failure.reason;
}

function* oneByOne<Item>(items: Iterable<Item>): Generator<Item, void> {
  yield* items;
}
