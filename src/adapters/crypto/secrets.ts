import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import type { CounterKeyOf } from '../../ports/attempt-counters.ts';
import type { ClaimKeyOf } from '../../ports/claim-key.ts';
import type { DeviceTokens } from '../../ports/device-tokens.ts';
import type { OneTimeTokens } from '../../ports/one-time-tokens.ts';
import type { RefreshTokens } from '../../ports/refresh-tokens.ts';
import type { RequestSecretsOf } from '../../ports/request-secrets.ts';
import type { UserKeys } from '../../ports/user-keys.ts';
import { decrypt, encrypt, overheadBytes } from './aes-gcm.ts';
import { createDeviceTokens } from './device-tokens.ts';
import { createOneTimeTokens } from './one-time-tokens.ts';
import { createRefreshTokens } from './refresh-tokens.ts';
import { createRequestSecrets } from './request-secrets.ts';
import { createUserKeys } from './user-keys.ts';

/** What is made of the master key, each with a key of its own (HKDF, RFC 5869). */
export interface Secrets {
  /**
   * HMAC-SHA-256 of an address, its first 128 bits: half the memory of the whole for every account, and
   * enough, as nobody without the key can search for two addresses that share one, and by chance only some
   * 2⁶⁴ addresses would hold such a pair.
   */
  readonly claimKey: ClaimKeyOf;
  /** Encrypts and authenticates a text (AES-256-GCM); the same text never looks the same. */
  seal(plaintext: string): string;
  /** @throws Error when it was sealed with another master key, or changed since */
  open(sealed: string): string;
  readonly requestSecrets: RequestSecretsOf;
  readonly refreshTokens: RefreshTokens;
  readonly deviceTokens: DeviceTokens;
  readonly oneTimeTokens: OneTimeTokens;
  /** HMAC-SHA-256, its first 128 bits. */
  readonly counterKey: CounterKeyOf;
  readonly userKeys: UserKeys;
  /** Recognises the same master key, in lower-case hexadecimal, and tells nothing about it. */
  readonly fingerprint: string;
}

const masterKeyBytes = 32;
const claimKeyBytes = 16;
const counterKeyBytes = 16;
const fingerprintBytes = 16;
const format = 'v1.';

/** @throws RangeError unless the key has 32 bytes */
export function createSecrets(masterKey: Buffer): Secrets {
  if (masterKey.length !== masterKeyBytes) {
    throw new RangeError(`The master key has ${masterKey.length} bytes instead of ${masterKeyBytes}.`);
  }
  // Node makes a key of plain bytes anew for each HMAC, which takes longer than the HMAC.
  const claiming = createSecretKey(derive(masterKey, 'e-mail claim', 32));
  const sealing = derive(masterKey, 'seal', 32);
  const counting = createSecretKey(derive(masterKey, 'attempt counters', 32));
  return {
    claimKey: (email) =>
      createHmac('sha256', claiming).update(email).digest().subarray(0, claimKeyBytes).toString('hex'),
    seal: (plaintext) => format + encrypt(sealing, plaintext).toString('base64url'),
    open: (sealed) => open(sealing, sealed),
    requestSecrets: createRequestSecrets(derive(masterKey, 'requests', 32)),
    refreshTokens: createRefreshTokens({
      tagging: createSecretKey(derive(masterKey, 'refresh token tag', 32)),
      succeeding: createSecretKey(derive(masterKey, 'refresh token successor', 32)),
    }),
    oneTimeTokens: createOneTimeTokens(createSecretKey(derive(masterKey, 'one-time tokens', 32))),
    deviceTokens: createDeviceTokens(createSecretKey(derive(masterKey, 'device tokens', 32))),
    counterKey: (parts) =>
      createHmac('sha256', counting)
        .update(JSON.stringify(parts))
        .digest()
        .subarray(0, counterKeyBytes)
        .toString('base64url'),
    userKeys: createUserKeys(derive(masterKey, 'user keys', 32)),
    fingerprint: derive(masterKey, 'fingerprint', fingerprintBytes).toString('hex'),
  };
}

function derive(masterKey: Buffer, purpose: string, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `gatehouse/v1/${purpose}`, length));
}

function open(key: Buffer, sealed: string): string {
  const bytes = Buffer.from(sealed.slice(format.length), 'base64url');
  if (!sealed.startsWith(format) || bytes.length < overheadBytes) {
    throw new Error('A sealed text is not of a format that this build opens.');
  }
  try {
    return decrypt(key, bytes);
  } catch (cause) {
    throw new Error('A sealed text was sealed with another master key, or changed since.', { cause });
  }
}
