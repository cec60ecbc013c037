import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { otherMasterKey } from '../../ports/errors.ts';
import type { UserCipher, UserKeys } from '../../ports/user-keys.ts';
import { decrypt, decryptBytes, encrypt } from './aes-gcm.ts';

const keyBytes = 32;
/** The first byte of everything that is made here: another one tells a later format. */
const format = 1;
const formatByte = Buffer.of(format);
/** How many users' keys are kept ready: to open one takes as long as to open what it sealed. */
const keptCiphers = 1_000;

/**
 * The keys of users, 61 bytes each in the form in which they are stored.
 * @param wrappingKey 256 bits that are derived from the master key and used for nothing else
 */
export function createUserKeys(wrappingKey: Buffer): UserKeys {
  const wrapping = createSecretKey(wrappingKey);
  const ciphers = new Map<string, UserCipher>();

  return {
    create() {
      const key = randomBytes(keyBytes);
      const userKey = marked(encrypt(wrapping, key));
      return { userKey, cipher: keep(nameOf(userKey), createCipher(key)) };
    },
    open(userKey) {
      const name = nameOf(userKey);
      return keep(name, ciphers.get(name) ?? createCipher(unwrap(wrapping, userKey)));
    },
  };

  /** A `Map` remembers the order in which its entries came: the first is the one that was not used for longest. */
  function keep(name: string, cipher: UserCipher): UserCipher {
    ciphers.delete(name);
    ciphers.set(name, cipher);
    const [longestUnused] = ciphers.size > keptCiphers ? ciphers.keys() : [];
    if (longestUnused !== undefined) ciphers.delete(longestUnused);
    return cipher;
  }
}

function createCipher(keyOfUser: Buffer): UserCipher {
  const key = createSecretKey(keyOfUser);
  return {
    seal: (plaintext, context) => marked(encrypt(key, plaintext, context)),
    open: (sealed, context) => decrypt(key, unmarked(sealed), context),
  };
}

function unwrap(wrapping: KeyObject, userKey: Uint8Array): Buffer {
  try {
    return decryptBytes(wrapping, unmarked(userKey));
  } catch (cause) {
    throw otherMasterKey(cause);
  }
}

function marked(bytes: Buffer): Buffer {
  return Buffer.concat([formatByte, bytes]);
}

function unmarked(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== format) throw new Error('It is not of a format that this build opens.');
  return bytes.subarray(1);
}

function nameOf(userKey: Uint8Array): string {
  return Buffer.from(userKey).toString('latin1');
}
