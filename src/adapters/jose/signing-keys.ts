import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import { otherMasterKey } from '../../ports/errors.ts';
import type { KeyRing, SealedKey } from '../../ports/key-ring.ts';

/** Some verifiers refuse EdDSA; every one has ES256 (RFC 7518, section 3.1). */
export const algorithm = 'ES256';

/** Keeps private keys from being read in a store. */
export interface Sealer {
  seal(plaintext: string): string;
  /** @throws Error when it was not sealed by the same sealer */
  open(sealed: string): string;
}

export interface SigningKeys {
  /** The youngest key, which signs. */
  readonly signing: { readonly id: string; readonly key: CryptoKey };
  /** Every key that a live token may have been signed with, by its id. */
  readonly verifying: ReadonlyMap<string, CryptoKey>;
  /** The public parts, as they are published. */
  readonly published: readonly JWK[];
}

/** Takes the keys from the ring, or makes the first one. @throws Unavailable, StoreMismatch */
export async function loadSigningKeys(options: {
  readonly keyRing: KeyRing;
  readonly seal: Sealer;
  readonly now: () => number;
}): Promise<SigningKeys> {
  const { keyRing, seal, now } = options;
  await keyRing.prepare();
  const sealed = await keyRing.loadOrCreate(() => createSealedKey(seal, now()));
  const keys = await Promise.all(sealed.map((key) => openKey(seal, key)));
  const youngest = keys.at(-1);
  if (youngest === undefined) throw new Error('The key ring is empty.');
  return {
    signing: { id: youngest.id, key: youngest.privateKey },
    verifying: new Map(keys.map(({ id, publicKey }) => [id, publicKey])),
    published: keys.map(({ published }) => published),
  };
}

async function createSealedKey(seal: Sealer, createdAt: number): Promise<SealedKey> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(privateKey);
  // RFC 7638: an id that follows from the key cannot be given to two.
  return { id: await calculateJwkThumbprint(jwk), sealed: seal.seal(JSON.stringify(jwk)), createdAt };
}

async function openKey(seal: Sealer, { id, sealed }: SealedKey) {
  const { kty, crv, x, y, d } = parsePrivateKey(unseal(seal, sealed));
  const published = { kty, crv, x, y, kid: id, alg: algorithm, use: 'sig' };
  const [privateKey, publicKey] = await Promise.all([
    importKey({ kty, crv, x, y, d }),
    importKey({ kty, crv, x, y }),
  ]);
  return { id, privateKey, publicKey, published };
}

function unseal(seal: Sealer, sealed: string): string {
  try {
    return seal.open(sealed);
  } catch (error) {
    throw otherMasterKey(error);
  }
}

function parsePrivateKey(text: string) {
  const jwk: unknown = JSON.parse(text);
  const { kty, crv, x, y, d } = (jwk ?? {}) as Record<string, unknown>;
  if (kty === 'EC' && crv === 'P-256' && isText(x) && isText(y) && isText(d)) return { kty, crv, x, y, d };
  throw new Error('A key of the ring is no private key for ES256.');
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

async function importKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, algorithm);
  if (key instanceof Uint8Array) throw new Error('A key of the ring is no private key for ES256.');
  return key;
}
