import type { SealedKey, SigningAlgorithm } from '../../ports/key-ring.ts';
import { signingKeyAt } from '../../ports/key-ring.ts';
import type { KeyTimes } from './key-times.ts';

/** What these decisions read of a key. */
export type TimedKey = Pick<SealedKey, 'id' | 'algorithm' | 'createdAt' | 'activeFrom'>;

/** What has to be done with a ring. */
export interface KeyPlan {
  /** Whether a key is to be added. */
  readonly isRotationDue: boolean;
  /** The ids of keys that nobody needs any more. */
  readonly over: readonly string[];
}

/** Where a key stands: it signs, will do so, or did and is accepted still. Instants as in `SealedKey`. */
export type KeyState =
  | { readonly kind: 'signing'; readonly since: number }
  | { readonly kind: 'next'; readonly from: number }
  | { readonly kind: 'accepted'; readonly until: number };

/**
 * What a gateway has to do with the ring, for the keys in the order in which they were added.
 *
 * @example planKeys([], now, policy) // { isRotationDue: true, over: [] }
 */
export function planKeys(
  keys: readonly TimedKey[],
  now: number,
  policy: KeyTimes & { readonly algorithm: SigningAlgorithm },
): KeyPlan {
  return {
    isRotationDue: isRotationDue(keys.at(-1), now, policy),
    over: keys.filter((_, index) => now >= endOf(keys, index, policy)).map(({ id }) => id),
  };
}

/** From when on a key signs that is added now: at once when it is the first. */
export function activationOf(
  last: TimedKey | undefined,
  now: number,
  { propagation }: Pick<KeyTimes, 'propagation'>,
): number {
  return last === undefined ? now : now + propagation;
}

/** Where each key stands. */
export function statesOf(
  keys: readonly TimedKey[],
  now: number,
  times: Pick<KeyTimes, 'tokenLifetime' | 'tolerance'>,
): readonly KeyState[] {
  const signing = signingKeyAt(keys, now);
  return keys.map((key, index) => {
    if (key === signing) return { kind: 'signing', since: key.activeFrom };
    const until = endOf(keys, index, times);
    return now < signingEndOf(keys, index)
      ? { kind: 'next', from: key.activeFrom }
      : { kind: 'accepted', until };
  });
}

/** One key after the other: gateways that disagree about the algorithm do not fill the ring with keys. */
function isRotationDue(
  last: TimedKey | undefined,
  now: number,
  {
    rotationInterval,
    algorithm,
  }: Pick<KeyTimes, 'rotationInterval'> & { readonly algorithm: SigningAlgorithm },
): boolean {
  if (last === undefined) return true;
  if (now < last.activeFrom) return false;
  const isOld = rotationInterval > 0 && now - last.createdAt >= rotationInterval;
  return isOld || last.algorithm !== algorithm;
}

/** When the last token that the key signed has expired, for everybody. */
function endOf(
  keys: readonly TimedKey[],
  index: number,
  { tokenLifetime, tolerance }: Pick<KeyTimes, 'tokenLifetime' | 'tolerance'>,
): number {
  return signingEndOf(keys, index) + tokenLifetime + tolerance;
}

/** From when on a key that was added later signs. */
function signingEndOf(keys: readonly TimedKey[], index: number): number {
  return Math.min(...keys.slice(index + 1).map(({ activeFrom }) => activeFrom));
}
