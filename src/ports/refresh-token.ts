/** An opaque token of 256 random bits, and the SHA-256 of it in lower-case hexadecimal, which alone is stored. */
export interface RefreshToken {
  readonly token: string;
  readonly hash: string;
}

/** The hash under which a token is stored. Any text may be asked about. */
export type HashRefreshToken = (token: string) => string;
