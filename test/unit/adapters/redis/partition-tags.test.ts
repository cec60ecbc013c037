import slotOf from 'cluster-key-slot';
import { describe, expect, test } from 'vitest';
import { createKeys } from '../../../../src/adapters/redis/keys.ts';
import { partitionTags } from '../../../../src/adapters/redis/partition-tags.ts';

const slots = 16_384;

describe('partition tags', () => {
  test.each([
    [16, 3],
    [64, 3],
    [64, 24],
    [1_024, 24],
  ])('spread %i partitions evenly over %i masters', (partitions, masters) => {
    const counts = Array.from({ length: masters }, () => 0);
    for (const tag of partitionTags(partitions)) {
      const master = Math.floor((slotOf(tag) * masters) / slots);
      counts[master] = (counts[master] ?? 0) + 1;
    }

    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  test('are different numbers in base 36', () => {
    const tags = partitionTags(1_024);

    expect(new Set(tags).size).toBe(1_024);
    expect(tags.filter((tag) => !/^[0-9a-z]+$/.test(tag))).toEqual([]);
  });

  test('stay the same, because stores are built on them', () => {
    expect(partitionTags(4)).toEqual(['5nw', 'h85', '7l1', 'b3k']);
    expect(partitionTags(1)).toEqual(['fjl']);
  });

  test('keep all keys of a partition in one slot', () => {
    const keysOf = createKeys(16);

    for (let partition = 0; partition < 16; partition += 1) {
      const keys = keysOf(partition);
      const { lease, fence, applied, parked, stream, snapshot, userKey, claim } = keys;
      const ofGroup = [lease, fence, applied, parked].map((name) => name('g'));
      const ofUser = [stream, snapshot, userKey, claim].map((name) => name('u'));
      const names = [keys.feed, keys.trimmed, ...ofGroup, ...ofUser];
      expect(new Set(names.map((name) => slotOf(`prefix:${name}`))).size).toBe(1);
    }
  });

  test('exist for the partitions that there are, and for no others', () => {
    expect(() => createKeys(4)(4)).toThrow(RangeError);
    expect(() => createKeys(4)(Number.NaN)).toThrow(RangeError);
  });
});
