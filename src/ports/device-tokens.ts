/** How long a token counts, in milliseconds: as long as browsers keep a cookie (RFC 6265bis, section 5.5). */
export const deviceTokenLifetime = 400 * 24 * 60 * 60 * 1_000;

/**
 * Tokens by which a client shows that somebody signed in from it to an account before. They prove no more than that, and
 * open nothing: attempts from such a client are counted apart from those of strangers.
 * @see https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
export interface DeviceTokens {
  /** A token for this account, with a new name of the device in it. @param account its claim key */
  issue(account: string, now: number): string;
  /** The name of the device; null for what was not issued for this account, or too long ago. */
  deviceOf(token: string, account: string, now: number): string | null;
}
