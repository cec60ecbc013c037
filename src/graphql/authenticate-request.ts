import { GraphQLError } from 'graphql';
import type { Authenticate } from '../application/authenticate.ts';
import type { Viewer } from '../application/viewer.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { TokenCookies } from './token-cookies.ts';

/**
 * Who sends a request, by its header Authorization or else by its cookie; null for nobody.
 * @throws GraphQLError UNAUTHENTICATED for a header that is refused
 * @throws Unavailable
 */
export async function authenticateRequest(
  authenticate: Authenticate,
  headers: Headers,
  cookies: Pick<TokenCookies, 'accessToken'>,
): Promise<Viewer | null> {
  const authorization = headers.get('authorization');
  if (authorization !== null) return authenticate(parseBearer(authorization)).catch(refuseToken);
  const cookie = await cookies.accessToken();
  // A cookie that has run out is no mistake of the caller's: it is nobody until the session is refreshed.
  return cookie === null ? null : authenticate(cookie).catch(nobodyIfRefused);
}

function parseBearer(header: string): string {
  const [, token] = /^Bearer +([\w.~+/=-]+)$/i.exec(header.trim()) ?? [];
  if (token === undefined) throw unauthenticated('The header Authorization has the form: Bearer <token>.');
  return token;
}

function refuseToken(error: unknown): never {
  if (!(error instanceof DomainError)) throw error;
  throw unauthenticated('The access token is not valid, or no longer: log in again, or refresh.');
}

function nobodyIfRefused(error: unknown): null {
  if (error instanceof DomainError) return null;
  throw error;
}

/** RFC 6750, section 3: a request with a token that is refused is answered 401. */
function unauthenticated(message: string): GraphQLError {
  const http = { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } };
  return new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED', http } });
}
