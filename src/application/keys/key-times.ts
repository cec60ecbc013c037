/** How the keys of a ring follow each other, in milliseconds. */
export interface KeyTimes {
  /** For how long a key is published before it signs: longer than verifiers keep the JWKS and gateways what they read. */
  readonly propagation: number;
  /** How often every gateway reads the ring. */
  readonly reloading: number;
  /** For how long a key stays after the last token that it signed has expired, for clocks that differ. */
  readonly tolerance: number;
  /** How long an access token is valid. */
  readonly tokenLifetime: number;
  /** The age at which a key is followed by a new one; 0 for by hand only. */
  readonly rotationInterval: number;
}

/** What does not depend on settings. */
export const fixedKeyTimes = {
  propagation: 600_000,
  reloading: 30_000,
  tolerance: 60_000,
} as const satisfies Partial<KeyTimes>;
