import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto';

/** 256 bits. As a `KeyObject` it is prepared once instead of with every text, which takes most of the time. */
type Key = Buffer | KeyObject;

const nonceBytes = 12; // NIST SP 800-38D, section 8.2.2: random, for at most 2³² texts
const noncesAtOnce = 256;
const tagBytes = 16;

/** What is added to a text: what is shorter was not encrypted here. */
export const overheadBytes = nonceBytes + tagBytes;

const newNonce = createNonces();
const unmarked = new Uint8Array();

/**
 * Encrypts and authenticates a text (AES-256-GCM): nonce, ciphertext and tag. The same text never looks the same.
 * It opens with the same `context` only, which is authenticated and not part of the result; a `mark` stands before it, and
 * is neither.
 */
export function encrypt(
  key: Key,
  plaintext: string | Uint8Array,
  { context = '', mark = unmarked }: { readonly context?: string; readonly mark?: Uint8Array } = {},
): Buffer {
  const nonce = newNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context));
  const encrypted =
    typeof plaintext === 'string' ? cipher.update(plaintext, 'utf8') : cipher.update(plaintext);
  // In this mode every byte is out before the end.
  cipher.final();
  return Buffer.concat([mark, nonce, encrypted, cipher.getAuthTag()]);
}

/** @throws Error when it was encrypted with another key or context, or changed since */
export function decrypt(key: Key, sealed: Uint8Array, context = ''): string {
  return decryptBytes(key, sealed, context).toString('utf8');
}

/** What is no text. @throws Error when it was encrypted with another key or context, or changed since */
export function decryptBytes(key: Key, sealed: Uint8Array, context = ''): Buffer {
  if (sealed.length < overheadBytes) throw new Error('It is too short to have been encrypted here.');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  const opened = decipher.update(sealed.subarray(nonceBytes, -tagBytes));
  // Nothing is out before the tag was found to be right.
  decipher.final();
  return opened;
}

/** Draws many nonces at a time: to ask for the random bytes of one takes as long as to encrypt. */
function createNonces(): () => Buffer {
  const drawn = Buffer.alloc(nonceBytes * noncesAtOnce);
  let used = drawn.length;
  return () => {
    if (used === drawn.length) {
      randomFillSync(drawn);
      used = 0;
    }
    used += nonceBytes;
    return drawn.subarray(used - nonceBytes, used);
  };
}
