/**
 * argon2id (RFC 9106), with PHC strings that every adapter of this port reads.
 *
 * Work is bounded: at most as many hashes run at once as the machine has cores, and a bounded number waits.
 * @throws DomainError TOO_MANY_REQUESTS when the queue is full
 */
export interface PasswordHasher {
  /** A PHC string with a fresh salt. */
  hash(password: string): Promise<string>;
  /** Whether a hash was made with other parameters than those that `hash` uses now. */
  isOutdated(hash: string): boolean;
  /**
   * Whether the password is the one that was hashed. With null for the hash (an unknown user) it does the
   * same work and answers false.
   */
  verify(hash: string | null, password: string): Promise<boolean>;
}
