import type { Offset } from '../../../ports/position.ts';

/** Offsets are numbered 1, 2, 3 … in a partition, and need no second part. */
export function toOffset(number: number): Offset {
  return `${number}-0`;
}

export function toOffsetNumber(offset: Offset): number {
  const [major = '0'] = offset.split('-');
  return Math.min(Number(major), Number.MAX_SAFE_INTEGER);
}
