import { LRUCache } from 'lru-cache';
import type { VerifiedToken } from '../../ports/access-tokens.ts';
import type { KeyRing, SealedKey, SigningAlgorithm } from '../../ports/key-ring.ts';
import { createNewSealedKey, openSigningKey, type Sealer, type SigningKey } from './signing-keys.ts';

export interface KeySetOptions {
  readonly keyRing: KeyRing;
  readonly seal: Sealer;
  /** Of the first key, when the ring is empty. */
  readonly algorithm: SigningAlgorithm;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: () => number;
  /** Milliseconds that never go back. */
  readonly monotonicClock: () => number;
}

/** What the ring held when it was read. It never changes. */
export interface KeySet {
  /** In the order in which they were added. */
  readonly keys: readonly SigningKey[];
  readonly byId: ReadonlyMap<string, SigningKey>;
  /** Tokens that were found to be genuine by these keys: they are forgotten with them. */
  readonly verified: LRUCache<string, VerifiedToken>;
}

export interface KeySets {
  /** The one that was read last. @throws Unavailable, StoreMismatch, as all do */
  current(): Promise<KeySet>;
  reload(): Promise<KeySet>;
  /** For a key that is not in the current one. However often it is asked for, the ring is read once in five seconds. */
  lookAgain(): Promise<KeySet>;
}

const lookAgainEvery = 5_000;
const mostVerified = 10_000;

export function createKeySets({ keyRing, seal, algorithm, now, monotonicClock }: KeySetOptions): KeySets {
  const newKey = createNewSealedKey(seal);
  let present: KeySet | undefined;
  let first: Promise<KeySet> | undefined;
  let look: { readonly at: number; readonly done: Promise<KeySet> } | undefined;
  let [begun, ended] = [0, 0];

  async function listKeys(): Promise<readonly SealedKey[]> {
    if (present === undefined) await keyRing.prepare();
    const keys = await keyRing.list();
    if (keys.length > 0) return keys;
    return keyRing.add(await newKey({ algorithm, createdAt: now(), activeFrom: now() }), null);
  }

  async function reload(): Promise<KeySet> {
    begun += 1;
    const turn = begun;
    const read = await toKeySet(seal, await listKeys(), present);
    // What began to be read earlier is older, whenever it arrives.
    if (present !== undefined && turn < ended) return present;
    ended = turn;
    present = read;
    return read;
  }

  return {
    async current() {
      if (present !== undefined) return present;
      // A failure is not remembered: the next call tries again.
      first ??= reload().finally(() => {
        first = undefined;
      });
      return first;
    },
    reload,
    async lookAgain() {
      const at = monotonicClock();
      if (look === undefined || at - look.at >= lookAgainEvery) look = { at, done: reload() };
      const found = await look.done;
      // The ring may have been read since, and may hold less than then.
      return present ?? found;
    },
  };
}

/** The known one, if nothing has changed. */
async function toKeySet(seal: Sealer, sealed: readonly SealedKey[], known?: KeySet): Promise<KeySet> {
  const keys = await Promise.all(
    sealed.map(async (key) => {
      const opened = known?.byId.get(key.id);
      return opened !== undefined && isSame(opened, key) ? opened : openSigningKey(seal, key);
    }),
  );
  if (keys.length === known?.keys.length && keys.every((key, index) => key === known.keys[index]))
    return known;
  return {
    keys,
    byId: new Map(keys.map((key) => [key.id, key])),
    verified: new LRUCache({ max: mostVerified }),
  };
}

function isSame(a: SealedKey, b: SealedKey): boolean {
  return a.sealed === b.sealed && a.algorithm === b.algorithm && a.activeFrom === b.activeFrom;
}
