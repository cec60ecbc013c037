import { describe, expect, test } from 'vitest';
import { planKeys, statesOf, type TimedKey } from '../../../../src/application/keys/plan-keys.ts';
import { signingKeyAt } from '../../../../src/ports/key-ring.ts';
import { times } from './simulated-ring.ts';

const policy = { ...times, rotationInterval: 100_000, algorithm: 'ES256' } as const;

function key(id: string, overrides: Partial<TimedKey> = {}): TimedKey {
  return { id, algorithm: 'ES256', createdAt: 0, activeFrom: 0, ...overrides };
}

describe('planKeys', () => {
  test.each<[string, TimedKey, number, boolean]>([
    ['is younger than the interval', key('a'), 99_999, false],
    ['is as old as the interval', key('a'), 100_000, true],
    ['is of another algorithm', key('a', { algorithm: 'EdDSA' }), 1, true],
    [
      'is of another algorithm, and does not sign yet',
      key('a', { algorithm: 'EdDSA', activeFrom: 2 }),
      1,
      false,
    ],
    ['is old, and does not sign yet', key('a', { activeFrom: 200_001 }), 200_000, false],
  ])('when the last key %s', (_, last, now, isRotationDue) => {
    expect(planKeys([key('before'), last], now, policy).isRotationDue).toBe(isRotationDue);
  });

  test('rotates an empty ring, and no old one when that is done by hand', () => {
    expect(planKeys([], 0, policy)).toEqual({ isRotationDue: true, over: [] });
    const byHand = { ...policy, rotationInterval: 0 };
    expect(planKeys([key('a')], 10 ** 12, byHand)).toEqual({ isRotationDue: false, over: [] });
  });

  test('lets a key go when its last token has expired, and not a moment before', () => {
    const keys = [key('a'), key('b', { activeFrom: 1_000 }), key('c', { activeFrom: 5_000 })];
    const overAt = (now: number) => planKeys(keys, now, policy).over;
    expect(overAt(1_659)).toEqual([]);
    expect(overAt(1_660)).toEqual(['a']);
    expect(overAt(5_659)).toEqual(['a']);
    expect(overAt(5_660)).toEqual(['a', 'b']);
    expect(overAt(10 ** 12)).toEqual(['a', 'b']);
  });

  test('lets a key go that a later one overtook, by the time at which that one began', () => {
    const keys = [key('a'), key('b', { activeFrom: 900 }), key('c', { activeFrom: 100 })];
    expect(planKeys(keys, 759, policy).over).toEqual([]);
    expect(planKeys(keys, 760, policy).over).toEqual(['a', 'b']);
  });
});

test('statesOf tells which key signs, which will, and until when the others are accepted', () => {
  const keys = [key('a'), key('b', { activeFrom: 1_000 }), key('c', { activeFrom: 5_000 })];
  expect(statesOf(keys, 1_200, policy)).toEqual([
    { kind: 'accepted', until: 1_660 },
    { kind: 'signing', since: 1_000 },
    { kind: 'next', from: 5_000 },
  ]);
});

describe('signingKeyAt', () => {
  test('is the first while none is active', () => {
    const keys = [key('a', { activeFrom: 20 }), key('b', { activeFrom: 10 })];
    expect(signingKeyAt(keys, 9)).toBe(keys[0]);
    expect(signingKeyAt(keys, 10)).toBe(keys[1]);
    expect(signingKeyAt([], 10)).toBeUndefined();
  });
});
