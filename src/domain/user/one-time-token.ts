/**
 * A token that is mailed to somebody and does one thing once. Nobody can make it of what is kept of it.
 */
export interface OneTimeToken {
  /** A UUID, of which whoever holds the master key makes the token. */
  readonly tokenId: string;
  /** SHA-256 of the token, in lower-case hexadecimal. */
  readonly tokenHash: string;
  /** From when on it does nothing, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly expiresAt: number;
}

/** What a user keeps of the last token of a kind. */
export type PendingToken = Pick<OneTimeToken, 'tokenHash' | 'expiresAt'>;

/** Whether a token with this hash does what it was made for now. */
export function opens(pending: PendingToken | null, tokenHash: string, now: number): boolean {
  return pending !== null && pending.tokenHash === tokenHash && now < pending.expiresAt;
}
