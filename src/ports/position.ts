/**
 * Where an entry stands in the feed of one partition: `<major>-<minor>`, two decimal numbers that only grow,
 * each below 2 ** 63, which every store can compare.
 * Offsets of different partitions say nothing about each other.
 */
export type Offset = string;

/** Where a change stands in the message store. Positions compare within a partition only. */
export interface Position {
  readonly partition: number;
  readonly offset: Offset;
}

/** The offset before the first entry of every feed. */
export const beginning: Offset = '0-0';

const offsetPattern = /^\d{1,19}-\d{1,19}$/;
const firstTooLarge = 2n ** 63n;

/** Whether a text is an offset that a feed can have. */
export function isOffset(text: string): boolean {
  return offsetPattern.test(text) && parts(text).every((part) => part < firstTooLarge);
}

/** Negative when `a` stands before `b`, zero when they are the same, positive when it stands after. */
export function compareOffsets(a: Offset, b: Offset): number {
  const [majorA, minorA] = parts(a);
  const [majorB, minorB] = parts(b);
  if (majorA !== majorB) return majorA < majorB ? -1 : 1;
  if (minorA === minorB) return 0;
  return minorA < minorB ? -1 : 1;
}

function parts(offset: Offset): readonly [bigint, bigint] {
  const [major = '0', minor = '0'] = offset.split('-');
  return [BigInt(major), BigInt(minor)];
}
