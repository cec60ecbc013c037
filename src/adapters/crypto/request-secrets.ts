import { createHmac, hkdfSync } from 'node:crypto';
import type { RequestSecretsOf } from '../../ports/request-secrets.ts';
import { decrypt, encrypt } from './aes-gcm.ts';

const keyBytes = 32;

/**
 * Makes the names by HMAC-SHA-256, and the keys of the seals by HKDF (RFC 5869) with the idempotency key as salt.
 * @param key 256 bits that are derived from the master key and used for nothing else
 */
export function createRequestSecrets(key: Buffer): RequestSecretsOf {
  return (idempotencyKey) => {
    const derive = (purpose: string) =>
      Buffer.from(hkdfSync('sha256', key, idempotencyKey, `gatehouse/v1/request/${purpose}`, keyBytes));
    const naming = derive('name');
    const sealing = derive('seal');
    return {
      nameOf: (parts) => createHmac('sha256', naming).update(JSON.stringify(parts)).digest('hex'),
      seal: (plaintext, name) => encrypt(sealing, plaintext, { context: name }).toString('base64url'),
      open: (sealed, name) => opened(sealing, sealed, name),
    };
  };
}

function opened(key: Buffer, sealed: string, name: string): string {
  try {
    return decrypt(key, Buffer.from(sealed, 'base64url'), name);
  } catch (cause) {
    throw new Error('What is remembered of a request was sealed with other keys, or changed since.', {
      cause,
    });
  }
}
