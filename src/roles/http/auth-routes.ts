import type { IncomingMessage } from 'node:http';
import { encodeGlobalID } from '@pothos/plugin-relay';
import type { Application } from '../../application/application.ts';
import { type Caller, findCaller, refusedChallenge } from '../../graphql/authenticate-request.ts';
import { Refused } from './answer-failure.ts';
import { readTokenCookies } from './request-cookies.ts';
import type { Routes } from './routes.ts';
import { sendJson } from './send-json.ts';

type Deps = Pick<Application, 'authenticate' | 'tokens'>;

/** Who a browser is, for pages; and whether a request may pass, for proxies that ask before they pass it on. */
export function authRoutes({ authenticate, tokens }: Deps): Routes {
  return {
    '/auth/status': {
      async GET(request, response) {
        const caller = await callerOf(request);
        sendJson(response, 200, caller.kind === 'signedIn' ? signedIn(caller) : await signedOut(request));
      },
    },
    '/auth/verify': {
      async GET(request, response) {
        const caller = await callerOf(request);
        if (caller.kind !== 'signedIn') throw challenge(caller);
        const { userId, roles, sessionId } = caller.token;
        response.writeHead(204, {
          'x-auth-user': userId,
          'x-auth-roles': roles.join(','),
          'x-auth-session': sessionId,
        });
        response.end();
      },
    },
  };

  function callerOf(request: IncomingMessage): Promise<Caller> {
    const authorization = request.headers.authorization ?? null;
    return findCaller(authenticate, { authorization, cookies: readTokenCookies(request) });
  }

  async function signedOut(request: IncomingMessage) {
    const refreshToken = await readTokenCookies(request).refreshToken();
    const canRefresh = refreshToken !== null && (await tokens.mayRefresh(refreshToken));
    return { signedIn: false, canRefresh };
  }
}

function signedIn({ token }: Extract<Caller, { kind: 'signedIn' }>) {
  return {
    signedIn: true,
    userId: encodeGlobalID('User', token.userId),
    roles: token.roles,
    sessionId: encodeGlobalID('Session', token.sessionId),
    expiresAt: new Date(token.expiresAt).toISOString(),
  };
}

/** RFC 6750, section 3: who sent nothing is told no more than the scheme. */
function challenge(caller: Exclude<Caller, { kind: 'signedIn' }>): Refused {
  return caller.kind === 'nobody'
    ? new Refused(401, 'Nobody is signed in.', { headers: { 'www-authenticate': 'Bearer' } })
    : new Refused(401, caller.message, { headers: { 'www-authenticate': refusedChallenge } });
}
