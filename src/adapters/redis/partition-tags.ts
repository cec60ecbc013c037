import slotOf from 'cluster-key-slot';

/** Redis Cluster specification: the key space is split into 16384 slots. */
const slots = 16_384;

/** Digits and letters: short tags make for short names, of which every user has three. */
const base = 36;

/**
 * A hash tag for each partition: the smallest number in base 36 that lies in the slot in the middle of the
 * partition's share of all slots. So every number of masters gets as many partitions as any other, give or
 * take one; the numbers of the partitions themselves would put three times the mean on one of 24.
 */
export function partitionTags(partitions: number): readonly string[] {
  const middles = Array.from({ length: partitions }, (_, i) => Math.floor(((i + 0.5) * slots) / partitions));
  const wanted = new Set(middles);
  const found = new Map<number, string>();
  for (let number = 0; found.size < wanted.size; number += 1) {
    const tag = number.toString(base);
    const slot = slotOf(tag);
    if (wanted.has(slot) && !found.has(slot)) found.set(slot, tag);
  }
  return middles.map((slot) => found.get(slot) ?? '');
}
