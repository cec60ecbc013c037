import { randomUUID } from 'node:crypto';
import { errors, type JWTHeaderParameters, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { DomainError } from '../../domain/domain-error.ts';
import type { AccessClaims, AccessTokens } from '../../ports/access-tokens.ts';
import type { KeyRing } from '../../ports/key-ring.ts';
import { algorithm, loadSigningKeys, type Sealer, type SigningKeys } from './signing-keys.ts';

export interface AccessTokenOptions {
  readonly keyRing: KeyRing;
  readonly seal: Sealer;
  /** `iss`: who issues the tokens, as a URL. */
  readonly issuer: string;
  /** `aud`: for whom they are. */
  readonly audience: string;
  readonly lifetimeSeconds?: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: () => number;
}

const type = 'at+jwt'; // RFC 9068, section 2.1
/** The only client that tokens are issued to: the gateway's own log-in. */
const clientId = 'gatehouse';
const clockToleranceSeconds = 5;
const requiredClaims = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti', 'sid', 'roles'];

/** Access tokens signed and verified by the package jose, with keys that all gateways share. */
export function createJoseAccessTokens(options: AccessTokenOptions): AccessTokens {
  const { issuer, audience, lifetimeSeconds = 600, now } = options;
  const signingKeys = remembered(() => loadSigningKeys(options));
  return {
    async prepare() {
      await signingKeys();
    },
    async issue({ userId, sessionId, roles }, issuedAt) {
      const { signing } = await signingKeys();
      const iat = Math.floor(issuedAt / 1000);
      const exp = iat + lifetimeSeconds;
      const claims = { iss: issuer, aud: audience, sub: userId, client_id: clientId, sid: sessionId, roles };
      const token = await new SignJWT({ ...claims, iat, exp, jti: randomUUID() })
        .setProtectedHeader({ alg: algorithm, typ: type, kid: signing.id })
        .sign(signing.key);
      return { token, expiresAt: exp * 1000 };
    },
    async verify(token) {
      const keys = await signingKeys();
      const currentDate = new Date(now());
      const expected = { issuer, audience, typ: type, requiredClaims, currentDate };
      const policy = { ...expected, algorithms: [algorithm], clockTolerance: clockToleranceSeconds };
      return toClaims(await verified(() => jwtVerify(token, keyChooser(keys), policy)));
    },
    async jwks() {
      const { published } = await signingKeys();
      return { keys: published };
    },
  };
}

/** Loads once. A failure is not remembered: the next call tries again. */
function remembered<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loading: Promise<Value> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

/** By its id among our own keys alone: what else a header tells about keys (`jwk`, `jku`, `x5u`) is not read. */
function keyChooser({ verifying }: SigningKeys) {
  return ({ kid = '' }: JWTHeaderParameters) => {
    const key = verifying.get(kid);
    if (key === undefined) throw invalidToken();
    return key;
  };
}

async function verified(verify: () => Promise<{ readonly payload: JWTPayload }>): Promise<JWTPayload> {
  try {
    const { payload } = await verify();
    return payload;
  } catch (error) {
    // The cause is left out, as it holds the token's claims.
    throw error instanceof errors.JOSEError ? invalidToken() : error;
  }
}

function toClaims({ sub, sid, roles }: JWTPayload): AccessClaims {
  if (typeof sub !== 'string' || typeof sid !== 'string' || !isTexts(roles)) throw invalidToken();
  return { userId: sub, sessionId: sid, roles };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function invalidToken(): DomainError {
  return new DomainError({ code: 'INVALID_TOKEN' });
}
