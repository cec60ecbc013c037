/** Looks many items up in one call, and answers for each in their order. */
type LookUpAll<Item, Result> = (items: readonly Item[]) => Promise<readonly Result[]>;

interface Batch<Item, Result> {
  readonly items: Set<Item>;
  readonly results: Promise<ReadonlyMap<Item, Result | undefined>>;
}

/** Gathers what is asked for in one turn of the event loop, each item once, and looks it up by one call. */
export function createTurnBatches<Item, Result>(
  lookUpAll: LookUpAll<Item, Result>,
): (item: Item) => Promise<Result> {
  let gathering: Batch<Item, Result> | null = null;

  return async (item) => {
    gathering ??= begin();
    gathering.items.add(item);
    const results = await gathering.results;
    const result = results.get(item);
    if (result === undefined) throw new Error('A look-up did not answer for everything that it was asked.');
    return result;
  };

  function begin(): Batch<Item, Result> {
    const items = new Set<Item>();
    const turn = new Promise<void>((resolve) => setImmediate(resolve));
    const results = turn.then(async () => {
      gathering = null;
      const asked = [...items];
      const found = await lookUpAll(asked);
      return new Map(asked.map((item, index) => [item, found[index]]));
    });
    return { items, results };
  }
}
