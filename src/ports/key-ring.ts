/** A private signing key, sealed: no store ever sees it in the clear. */
export interface SealedKey {
  /** The key id that tokens and the JWKS name. */
  readonly id: string;
  readonly sealed: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly createdAt: number;
}

/** The signing keys that all gateways share. Failures: rejects with `Unavailable`. */
export interface KeyRing {
  prepare(): Promise<void>;
  /**
   * All keys, the oldest first. Stores `first` when there is none: of many parallel callers one wins, and all
   * get the same keys.
   */
  loadOrCreate(first: () => Promise<SealedKey>): Promise<readonly SealedKey[]>;
}
