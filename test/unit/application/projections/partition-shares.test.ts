import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareOf } from '../../../../src/application/projections/partition-shares.ts';

const groups = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 40 });
const partitions = fc.integer({ min: 1, max: 1024 });

describe('the shares of the members of a group', () => {
  it('add up to all partitions and differ by one at the most', () => {
    fc.assert(
      fc.property(groups, partitions, (members, count) => {
        const sizes = members.map((member) => shareOf(member, members, count).size);
        expect(sizes.reduce((sum, size) => sum + size)).toBe(count);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('are the same in whichever order the members are told, and how often', () => {
    const told = groups.chain((members) =>
      fc.shuffledSubarray(members, { minLength: members.length }).chain((shuffled) =>
        fc.array(fc.integer({ min: 0, max: members.length - 1 }), { maxLength: 3 }).map((again) => ({
          members,
          shuffled: [...shuffled, ...again.map((index) => shuffled[index] ?? '')],
        })),
      ),
    );
    fc.assert(
      fc.property(told, partitions, ({ members, shuffled }, count) => {
        for (const member of members) {
          expect(shareOf(member, shuffled, count)).toEqual(shareOf(member, members, count));
        }
      }),
    );
  });

  it('begin with partitions that nobody else begins with, and can go on to every other', () => {
    fc.assert(
      fc.property(groups, partitions, (members, count) => {
        const shares = members.map((member) => shareOf(member, members, count));
        const first = shares.flatMap(({ size, order }) => order.slice(0, size));
        const all = Array.from({ length: count }, (_, partition) => partition);
        expect(first.toSorted((a, b) => a - b)).toEqual(all);
        for (const { order } of shares) expect(order.toSorted((a, b) => a - b)).toEqual(all);
      }),
      { numRuns: 20 },
    );
  });

  it('count a member that the others do not know yet', () => {
    expect(shareOf('b', ['a'], 5)).toEqual({ size: 2, order: [3, 4, 0, 1, 2] });
  });
});
