import type { JWTPayload } from 'jose';
import type { VerifiedToken } from '../../ports/access-tokens.ts';

/** No gateway issues tokens for longer than that, in seconds: what claims to last longer is refused. */
const longestLifetime = 3_600;

/** What the claims say; null when one of them is odd. */
export function toVerifiedToken({ sub, sid, roles, jti, iat, exp }: JWTPayload): VerifiedToken | null {
  if (!isText(sub) || !isText(sid) || !isText(jti) || !isTexts(roles)) return null;
  if (!isInstant(iat) || !isInstant(exp) || exp - iat > longestLifetime) return null;
  return Object.freeze({
    userId: sub,
    sessionId: sid,
    roles: Object.freeze([...roles]),
    tokenId: jti,
    issuedAt: iat * 1_000,
    expiresAt: exp * 1_000,
  });
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

/** Whole seconds, as gateways write them. */
function isInstant(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
