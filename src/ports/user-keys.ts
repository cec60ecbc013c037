/**
 * Encrypts and authenticates what is personal about one user. `context` names the place of a text, such as a
 * stream and a version: a text is opened at the place for which it was sealed, and nowhere else.
 */
export interface UserCipher {
  /** The same text never looks the same. */
  seal(plaintext: string, context: string): Uint8Array;
  /** @throws Error when it was sealed with another key or for another place, or changed since */
  open(sealed: Uint8Array, context: string): string;
}

/**
 * A key for each user, encrypted with the master key (envelope encryption, NIST SP 800-57 part 1, section 5.3.5).
 * Once it is destroyed, nothing that was sealed with it can be read again, in whichever copy it stands.
 */
export interface UserKeys {
  /** A new key, in the form in which the message store keeps it. */
  create(): { readonly userKey: Uint8Array; readonly cipher: UserCipher };
  /** @throws StoreMismatch when it was encrypted with another master key, or changed since */
  open(userKey: Uint8Array): UserCipher;
}
