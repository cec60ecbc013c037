import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import { otherMasterKey } from '../../ports/errors.ts';
import type { NewSealedKey, SealedKey, SigningAlgorithm } from '../../ports/key-ring.ts';

/** Keeps private keys from being read in a store. */
export interface Sealer {
  seal(plaintext: string): string;
  /** @throws Error when it was not sealed by the same sealer */
  open(sealed: string): string;
}

/** A key of the ring, ready to be worked with. */
export interface SigningKey extends SealedKey {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** The public part, as it is published. */
  readonly published: JWK;
}

/** What a key of each kind is: RFC 7518, section 6.2, and RFC 8037, section 2. */
const shapes = {
  ES256: { kty: 'EC', crv: 'P-256', coordinates: ['x', 'y'] },
  EdDSA: { kty: 'OKP', crv: 'Ed25519', coordinates: ['x'] },
} as const satisfies Record<SigningAlgorithm, unknown>;

/** The algorithms that tokens may be signed by. */
export const algorithms = Object.keys(shapes);

export function createNewSealedKey({ seal }: Pick<Sealer, 'seal'>): NewSealedKey {
  return async (key) => {
    const { privateKey } = await generateKeyPair(key.algorithm, { extractable: true });
    const jwk = await exportJWK(privateKey);
    // RFC 7638: an id that follows from the key cannot be given to two.
    return { ...key, id: await calculateJwkThumbprint(jwk), sealed: seal(JSON.stringify(jwk)) };
  };
}

/** @throws StoreMismatch when it was sealed with another master key */
export async function openSigningKey(sealer: Pick<Sealer, 'open'>, key: SealedKey): Promise<SigningKey> {
  const { id: kid, algorithm: alg } = key;
  const { d, ...publicPart } = parsePrivateKey(alg, unseal(sealer, key.sealed));
  const [privateKey, publicKey] = await Promise.all([
    importKey({ ...publicPart, d }, alg),
    importKey(publicPart, alg),
  ]);
  return { ...key, privateKey, publicKey, published: { ...publicPart, kid, alg, use: 'sig' } };
}

function unseal(sealer: Pick<Sealer, 'open'>, sealed: string): string {
  try {
    return sealer.open(sealed);
  } catch (error) {
    throw otherMasterKey(error);
  }
}

function parsePrivateKey(algorithm: SigningAlgorithm, text: string) {
  const { kty, crv, coordinates } = shapes[algorithm];
  const jwk: unknown = JSON.parse(text);
  const { d, ...rest } = (jwk ?? {}) as Readonly<Record<string, unknown>>;
  const values = coordinates.map((name) => [name, rest[name]] as const);
  if (
    rest['kty'] !== kty ||
    rest['crv'] !== crv ||
    !isText(d) ||
    !values.every(([, value]) => isText(value))
  ) {
    throw noKeyFor(algorithm);
  }
  return { kty, crv, ...Object.fromEntries(values), d };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

async function importKey(jwk: JWK, algorithm: SigningAlgorithm): Promise<CryptoKey> {
  const key = await importJWK(jwk, algorithm);
  if (key instanceof Uint8Array) throw noKeyFor(algorithm);
  return key;
}

function noKeyFor(algorithm: SigningAlgorithm): Error {
  return new Error(`A key of the ring is no private key for ${algorithm}.`);
}
