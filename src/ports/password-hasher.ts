/**
 * argon2id (RFC 9106), with PHC strings that every adapter of this port reads.
 *
 * Work is bounded, and the event loop does not wait for it: so many hashes run at once as there are workers, and a
 * bounded number waits in the order of its coming. Every call may wait: make none within a transaction or under a
 * lock.
 * @throws DomainError TOO_MANY_REQUESTS when the queue is full, with the time when what waits now will be done
 */
export interface PasswordHasher {
  /** A PHC string with a fresh salt. */
  hash(password: string): Promise<string>;
  /**
   * Whether a hash was made with other parameters than those that `hash` uses now.
   * @throws Error for what is no argon2id hash
   */
  isOutdated(hash: string): boolean;
  /**
   * Whether the password is the one that was hashed. With null for the hash (an unknown user) it does the
   * same work and answers false. A refusal costs at least what a hash of the present parameters does, also where the
   * hash is older and cheaper.
   */
  verify(hash: string | null, password: string): Promise<boolean>;
}
