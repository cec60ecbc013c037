import { GraphQLError } from 'graphql';
import type { Authenticate } from '../application/authenticate.ts';
import { nullIfRefused } from '../application/null-if-refused.ts';
import type { Viewer } from '../application/viewer.ts';
import type { VerifiedToken } from '../ports/access-tokens.ts';
import type { TokenCookies } from './token-cookies.ts';

/** Who sends a request. `refused`: the header Authorization names somebody, and proves nobody. */
export type Caller =
  | { readonly kind: 'signedIn'; readonly token: VerifiedToken }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'refused'; readonly message: string };

interface Credentials {
  /** The header Authorization; null when there is none. */
  readonly authorization: string | null;
  /** Asked when there is no such header. */
  readonly cookies: Pick<TokenCookies, 'accessToken'>;
}

/** RFC 6750, section 3: what comes with a token that is refused. */
export const refusedChallenge = 'Bearer error="invalid_token"';

/** Who sends a request, by its header Authorization or else by its cookie. @throws Unavailable */
export async function findCaller(
  authenticate: Authenticate,
  { authorization, cookies }: Credentials,
): Promise<Caller> {
  if (authorization === null) {
    // A cookie that has run out is no mistake of the caller's: it is nobody until the session is refreshed.
    return (await signedIn(authenticate, await cookies.accessToken())) ?? { kind: 'nobody' };
  }
  const token = parseBearer(authorization);
  if (token === null) return refused('The header Authorization has the form: Bearer <token>.');
  const caller = await signedIn(authenticate, token);
  return caller ?? refused('The access token is not valid, or no longer: log in again, or refresh.');
}

/**
 * The same for GraphQL; null for nobody.
 * @throws GraphQLError UNAUTHENTICATED for a header that is refused
 * @throws Unavailable
 */
export async function authenticateRequest(
  authenticate: Authenticate,
  headers: Headers,
  cookies: Pick<TokenCookies, 'accessToken'>,
): Promise<Viewer | null> {
  const caller = await findCaller(authenticate, { authorization: headers.get('authorization'), cookies });
  switch (caller.kind) {
    case 'signedIn':
      return caller.token;
    case 'nobody':
      return null;
    case 'refused':
      throw unauthenticated(caller.message);
  }
}

async function signedIn(authenticate: Authenticate, token: string | null): Promise<Caller | null> {
  const verified = token === null ? null : await nullIfRefused(authenticate(token));
  return verified === null ? null : { kind: 'signedIn', token: verified };
}

function parseBearer(header: string): string | null {
  return /^Bearer +([\w.~+/=-]+)$/i.exec(header.trim())?.[1] ?? null;
}

function refused(message: string): Caller {
  return { kind: 'refused', message };
}

function unauthenticated(message: string): GraphQLError {
  const http = { status: 401, headers: { 'www-authenticate': refusedChallenge } };
  return new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED', http } });
}
