import { randomUUID } from 'node:crypto';
import { errors, type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose';
import { DomainError } from '../../domain/domain-error.ts';
import {
  type AccessClaims,
  type AccessTokens,
  tokenClientId,
  type VerifiedToken,
} from '../../ports/access-tokens.ts';
import { signingKeyAt } from '../../ports/key-ring.ts';
import { createKeySets, type KeySet, type KeySetOptions, type KeySets } from './key-sets.ts';
import { algorithms } from './signing-keys.ts';
import { toVerifiedToken } from './to-verified-token.ts';

export interface AccessTokenOptions extends Omit<KeySetOptions, 'algorithm' | 'monotonicClock'> {
  /** `iss`: who issues the tokens, as a URL. */
  readonly issuer: string;
  /** `aud`: for whom they are. */
  readonly audience: string;
  readonly lifetimeSeconds?: number;
  readonly algorithm?: KeySetOptions['algorithm'];
  readonly monotonicClock?: KeySetOptions['monotonicClock'];
}

const type = 'at+jwt'; // RFC 9068, section 2.1
const clockToleranceSeconds = 5;
const requiredClaims = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti', 'sid', 'roles'];

/** Access tokens signed and verified by the package jose, with keys that all gateways share. */
export function createJoseAccessTokens(options: AccessTokenOptions): AccessTokens {
  const { algorithm = 'ES256', monotonicClock = () => performance.now() } = options;
  const keySets = createKeySets({ ...options, algorithm, monotonicClock });
  return {
    async prepare() {
      await keySets.current();
    },
    async reload() {
      await keySets.reload();
    },
    issue: createIssue(keySets, options),
    verify: createVerify(keySets, options),
    async jwks() {
      const { keys } = await keySets.current();
      return { keys: keys.map(({ published }) => published) };
    },
  };
}

function createIssue(
  keySets: KeySets,
  { issuer: iss, audience: aud, lifetimeSeconds = 600 }: AccessTokenOptions,
): AccessTokens['issue'] {
  return async ({ userId, sessionId, roles }: AccessClaims, now, notAfter = Number.POSITIVE_INFINITY) => {
    const key = signingKeyAt((await keySets.current()).keys, now);
    if (key === undefined) throw new Error('The key ring is empty.');
    const iat = Math.floor(now / 1_000);
    const exp = Math.min(iat + lifetimeSeconds, Math.floor(notAfter / 1_000));
    const claims = { iss, aud, sub: userId, client_id: tokenClientId, sid: sessionId, roles };
    const token = await new SignJWT({ ...claims, iat, exp, jti: randomUUID() })
      .setProtectedHeader({ alg: key.algorithm, typ: type, kid: key.id })
      .sign(key.privateKey);
    return { token, expiresAt: exp * 1_000 };
  };
}

/** Tokens that were found to be genuine are remembered, so that a signature is not verified with every request. */
function createVerify(
  keySets: KeySets,
  { issuer, audience, now }: AccessTokenOptions,
): AccessTokens['verify'] {
  const expected = { issuer, audience, typ: type, requiredClaims, algorithms };

  async function verifyAnew(token: string, current: KeySet): Promise<VerifiedToken> {
    const currentDate = new Date(now());
    const chooser = createKeyChooser(keySets, current);
    const policy = { ...expected, currentDate, clockTolerance: clockToleranceSeconds };
    const { payload } = await jwtVerify(token, chooser.choose, policy);
    const verified = toVerifiedToken(payload);
    if (verified === null) throw invalidToken();
    chooser.chosenFrom().verified.set(token, verified);
    return verified;
  }

  return async (token) => {
    const current = await keySets.current();
    const known = current.verified.get(token);
    if (known !== undefined && now() < known.expiresAt + clockToleranceSeconds * 1_000) return known;
    try {
      return await verifyAnew(token, current);
    } catch (error) {
      // The cause is left out, as it holds the token's claims.
      throw error instanceof errors.JOSEError ? invalidToken() : error;
    }
  };
}

/**
 * By its id among our own keys alone, and for its own algorithm: what else a header tells about keys (`jwk`, `jku`, `x5u`) is
 * not read.
 */
function createKeyChooser(keySets: KeySets, current: KeySet) {
  let set = current;
  return {
    async choose({ kid = '', alg }: JWTHeaderParameters) {
      if (!set.byId.has(kid)) set = await keySets.lookAgain();
      const key = set.byId.get(kid);
      if (key === undefined || key.algorithm !== alg) throw invalidToken();
      return key.publicKey;
    },
    /** The keys that the token was verified by. */
    chosenFrom: () => set,
  };
}

function invalidToken(): DomainError {
  return new DomainError({ code: 'INVALID_TOKEN' });
}
