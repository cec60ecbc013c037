import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const nonceBytes = 12; // NIST SP 800-38D, section 8.2.2: random, for at most 2³² texts
const tagBytes = 16;

/** What is added to a text: what is shorter was not encrypted here. */
export const overheadBytes = nonceBytes + tagBytes;

/**
 * Encrypts and authenticates a text (AES-256-GCM): nonce, ciphertext and tag. The same text never looks the same.
 * It opens with the same `context` only, which is authenticated and not part of the result.
 */
export function encrypt(key: Buffer, plaintext: string, context = ''): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context));
  const encrypted = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, encrypted, cipher.getAuthTag()]);
}

/** @throws Error when it was encrypted with another key or context, or changed since */
export function decrypt(key: Buffer, sealed: Uint8Array, context = ''): string {
  if (sealed.length < overheadBytes) throw new Error('It is too short to have been encrypted here.');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  const opened = [decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()];
  return Buffer.concat(opened).toString('utf8');
}
