import type { IncomingMessage } from 'node:http';
import { createTokenCookies, type TokenCookies } from '../../graphql/token-cookies.ts';

/** The tokens that a browser sent, for paths that set none (RFC 6265, section 4.2.1). */
export function readTokenCookies({
  headers,
}: IncomingMessage): Pick<TokenCookies, 'accessToken' | 'refreshToken'> {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return createTokenCookies({
    async get(name) {
      const pair = pairs.find((each) => each.startsWith(`${name}=`));
      return pair === undefined ? null : { value: pair.slice(name.length + 1) };
    },
    set: () => Promise.reject(new Error('No cookies are set here.')),
  });
}
