import type { KeyRing, NewSealedKey, SealedKey, SigningAlgorithm } from '../../ports/key-ring.ts';
import type { Clock } from '../environment.ts';
import type { KeyTimes } from './key-times.ts';
import { activationOf } from './plan-keys.ts';

/**
 * What became of it.
 * - `added`: `key` is in the ring, and signs from its `activeFrom` on.
 * - `pending`: `key` was added before, by somebody else perhaps, and has not begun to sign: nothing was changed.
 */
export interface Rotation {
  readonly kind: 'added' | 'pending';
  readonly key: SealedKey;
}

/** What became of a ring in which one new key took the place of all others. */
export interface Replacement {
  readonly key: SealedKey;
  readonly removed: readonly SealedKey[];
}

export interface RotateKeys {
  /**
   * Publishes a key that signs from then on when everybody knows it. Live tokens stay valid. @throws Unavailable
   *
   * @example const { kind, key } = await rotateKeys.publishNext('ES256');
   */
  publishNext(algorithm: SigningAlgorithm): Promise<Rotation>;
  /**
   * For a stolen key: a new one signs at once, and all others are removed, so that no token that they signed is accepted any
   * more. @throws Unavailable, when it is to be asked for again
   */
  replaceAll(algorithm: SigningAlgorithm): Promise<Replacement>;
}

export function makeRotateKeys(deps: {
  readonly keyRing: Pick<KeyRing, 'list' | 'add' | 'remove'>;
  readonly newSealedKey: NewSealedKey;
  readonly clock: Clock;
  readonly times: Pick<KeyTimes, 'propagation'>;
}): RotateKeys {
  const { keyRing, newSealedKey, clock, times } = deps;

  /** Adds it behind whatever is the last one by then. */
  async function addBehind(keys: readonly SealedKey[], key: SealedKey): Promise<readonly SealedKey[]> {
    const present = await keyRing.add(key, keys.at(-1)?.id ?? null);
    return has(present, key) ? present : addBehind(present, key);
  }

  return {
    async publishNext(algorithm) {
      const last = (await keyRing.list()).at(-1);
      const createdAt = clock();
      if (last !== undefined && createdAt < last.activeFrom) return { kind: 'pending', key: last };
      const activeFrom = activationOf(last, createdAt, times);
      const key = await newSealedKey({ algorithm, createdAt, activeFrom });
      const present = await keyRing.add(key, last?.id ?? null);
      return has(present, key) ? { kind: 'added', key } : { kind: 'pending', key: present.at(-1) ?? key };
    },
    async replaceAll(algorithm) {
      const now = clock();
      const key = await newSealedKey({ algorithm, createdAt: now, activeFrom: now });
      const present = await addBehind(await keyRing.list(), key);
      const removed = present.slice(
        0,
        present.findIndex(({ id }) => id === key.id),
      );
      await keyRing.remove(removed.map(({ id }) => id));
      return { key, removed };
    },
  };
}

function has(keys: readonly SealedKey[], key: SealedKey): boolean {
  return keys.some(({ id }) => id === key.id);
}
