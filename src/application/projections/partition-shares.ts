/** How the partitions of a group are shared out, as one of its members sees it. */
export interface PartitionShare {
  /** How many partitions the member is due: those of all members add up to all partitions. */
  readonly size: number;
  /** Every partition, those that it takes first and gives back last in front. */
  readonly order: readonly number[];
}

/**
 * A member's fair share: as many partitions as every other member has, or one more for those who come first by
 * name. All who know the same members come to shares that fit together, and at first to different partitions.
 *
 * @example shareOf('b', ['a', 'b', 'c'], 16) // { size: 5, order: [6, 7, 8, 9, 10, 11, …, 5] }
 */
export function shareOf(member: string, members: readonly string[], partitions: number): PartitionShare {
  const everybody = new Set([...members, member]);
  const place = [...everybody].filter((other) => other < member).length;
  const least = Math.floor(partitions / everybody.size);
  const remainder = partitions % everybody.size;
  const first = place * least + Math.min(place, remainder);
  return {
    size: place < remainder ? least + 1 : least,
    order: Array.from({ length: partitions }, (_, index) => (first + index) % partitions),
  };
}
