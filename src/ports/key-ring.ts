/** How a key signs (RFC 7518, section 3.1; RFC 8037). */
export type SigningAlgorithm = 'ES256' | 'EdDSA';

/** A private signing key, sealed: no store ever sees it in the clear. Times are in milliseconds since 1970-01-01T00:00:00Z. */
export interface SealedKey {
  /** The key id that tokens and the JWKS name. */
  readonly id: string;
  readonly algorithm: SigningAlgorithm;
  readonly sealed: string;
  readonly createdAt: number;
  /** From when on it signs: until then it is published only, so that whoever verifies knows it in time. */
  readonly activeFrom: number;
}

/** Makes a key, and seals it with the master key. */
export type NewSealedKey = (key: Omit<SealedKey, 'id' | 'sealed'>) => Promise<SealedKey>;

/** The signing keys that all gateways share. Failures: rejects with `Unavailable`. */
export interface KeyRing {
  prepare(): Promise<void>;
  /** All keys, in the order in which they were added. */
  list(): Promise<readonly SealedKey[]>;
  /**
   * Adds a key behind the one that was added last, provided that this is `last` (null: that there is none). Of
   * many parallel callers one wins; all are given the keys as they are then.
   */
  add(key: SealedKey, last: string | null): Promise<readonly SealedKey[]>;
  /** Removes keys for good, but never the last one. */
  remove(ids: readonly string[]): Promise<void>;
}

/**
 * The key that signs at an instant: of those that are active then, the one that was added last. While none is active, as when
 * clocks differ, the first.
 */
export function signingKeyAt<Key extends Pick<SealedKey, 'activeFrom'>>(
  keys: readonly Key[],
  now: number,
): Key | undefined {
  return keys.findLast(({ activeFrom }) => activeFrom <= now) ?? keys[0];
}
