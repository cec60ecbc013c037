import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { otherMasterKey } from '../../ports/errors.ts';
import type { UserCipher, UserKeys } from '../../ports/user-keys.ts';
import { decrypt, decryptBytes, encrypt } from './aes-gcm.ts';

const keyBytes = 32;
/** The first byte of everything that is made here: another one tells a later format. */
const format = 1;
const mark = Buffer.of(format);
/** How many users' keys are kept ready: to open one takes as long as to open what it sealed. */
const keptCiphers = 1_000;

/**
 * The keys of users, 61 bytes each in the form in which they are stored.
 * @param wrappingKey 256 bits that are derived from the master key and used for nothing else
 */
export function createUserKeys(wrappingKey: Buffer): UserKeys {
  const wrapping = createSecretKey(wrappingKey);
  const ciphers = new LRUCache<string, UserCipher>({ max: keptCiphers });

  return {
    create() {
      const key = randomBytes(keyBytes);
      const userKey = encrypt(wrapping, key, { mark });
      const cipher = createCipher(key);
      ciphers.set(nameOf(userKey), cipher);
      return { userKey, cipher };
    },
    open(userKey) {
      const name = nameOf(userKey);
      const cipher = ciphers.get(name) ?? createCipher(unwrap(wrapping, userKey));
      ciphers.set(name, cipher);
      return cipher;
    },
  };
}

function createCipher(keyOfUser: Buffer): UserCipher {
  const key = createSecretKey(keyOfUser);
  return {
    seal: (plaintext, context) => encrypt(key, plaintext, { context, mark }),
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

function unmarked(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== format) throw new Error('It is not of a format that this build opens.');
  return bytes.subarray(1);
}

function nameOf(userKey: Uint8Array): string {
  return Buffer.from(userKey).toString('latin1');
}
