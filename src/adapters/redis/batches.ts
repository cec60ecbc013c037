import type { UserId } from '../../ports/message-store.ts';
import { partitionOf } from '../../ports/partitions.ts';

/** Items of one partition, whose keys are all in one slot. */
export interface Batch<Item> {
  readonly partition: number;
  readonly placed: readonly Placed<Item>[];
}

export interface Placed<Item> {
  readonly item: Item;
  /** Where it stands among all items. */
  readonly index: number;
}

export interface BatchSize<Item> {
  readonly costOf: (item: Item) => number;
  /** What the items of a batch may cost together; an item that costs more is in a batch of its own. */
  readonly most: number;
}

/** Puts items together that can be asked for at once. */
export function toBatches<Item extends { readonly userId: UserId }>(
  items: readonly Item[],
  partitions: number,
  { costOf, most }: BatchSize<Item>,
): readonly Batch<Item>[] {
  const placed = items.map((item, index) => ({ item, index }));
  const ofPartitions = Map.groupBy(placed, ({ item }) => partitionOf(item.userId, partitions));
  return [...ofPartitions].flatMap(([partition, all]) =>
    cut(all, ({ item }) => costOf(item), most).map((some) => ({ partition, placed: some })),
  );
}

/** Each of the items by itself. */
export function apart<Item>({ partition, placed }: Batch<Item>): readonly Batch<Item>[] {
  return placed.map((one) => ({ partition, placed: [one] }));
}

function cut<Item>(items: readonly Item[], costOf: (item: Item) => number, most: number): readonly Item[][] {
  const pieces: Item[][] = [];
  let left = 0;
  for (const item of items) {
    const cost = costOf(item);
    left -= cost;
    const piece = pieces.at(-1);
    if (piece !== undefined && left >= 0) {
      piece.push(item);
    } else {
      pieces.push([item]);
      left = most - cost;
    }
  }
  return pieces;
}
