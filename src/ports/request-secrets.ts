/**
 * The names and seals of what is remembered of requests with one idempotency key. Names are made with the master
 * key, and seals with both, so that neither a copy of the store nor the master key alone opens anything.
 */
export interface RequestSecrets {
  /** The same for the same parts in the same order, and for nothing else: a keyed hash in lower-case hexadecimal. */
  nameOf(parts: readonly string[]): string;
  /** The same text never looks the same. It is opened by the name for which it was sealed, and by no other. */
  seal(plaintext: string, name: string): string;
  /** @throws Error when it was sealed with another master key or for another name, or changed since */
  open(sealed: string, name: string): string;
}

export type RequestSecretsOf = (idempotencyKey: string) => RequestSecrets;
