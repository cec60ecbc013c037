import type { IncomingMessage } from 'node:http';
import type { Application } from '../../application/application.ts';
import type { NewId } from '../../application/environment.ts';
import type { UsableToken } from '../../application/queries/token-queries.ts';
import type { OriginOf } from '../../graphql/client-info.ts';
import { parseTraceparent } from '../../graphql/request-headers.ts';
import { tokenClientId } from '../../ports/access-tokens.ts';
import { Refused } from './answer-failure.ts';
import { readParameter } from './read-form.ts';
import type { Routes } from './routes.ts';
import { sendJson } from './send-json.ts';
import { createIsServiceClient, type ServiceClient } from './service-clients.ts';

interface Deps {
  readonly app: Pick<Application, 'tokens' | 'endSessionOf' | 'guessLimits'>;
  readonly originOf: OriginOf;
  readonly newId: NewId;
}

interface Options {
  readonly issuer: string;
  /** The services that may ask about tokens. */
  readonly serviceClients: readonly ServiceClient[];
  readonly bodyBytes: number;
}

/** What services ask about tokens (RFC 7662), and how a client gives one back (RFC 7009). */
export function oauthRoutes({ app, originOf, newId }: Deps, options: Options): Routes {
  const { issuer, bodyBytes } = options;
  const isServiceClient = createIsServiceClient(options.serviceClients);
  return {
    '/oauth/introspect': {
      async POST(request, response) {
        if (!isServiceClient(request.headers.authorization)) {
          await app.guessLimits.wrongSecret(originOf(request).source);
          throw unknownClient();
        }
        const token = await readParameter(request, { name: 'token', bodyBytes });
        const usable = await app.tokens.inspect(token);
        sendJson(response, 200, usable === null ? { active: false } : introspected(usable, issuer));
      },
    },
    '/oauth/revoke': {
      async POST(request, response) {
        const info = requestInfoOf(request);
        const token = await readParameter(request, { name: 'token', bodyBytes });
        const isEnded = await app.endSessionOf(token, info);
        if (!isEnded && !(await app.tokens.wasIssued(token))) await app.guessLimits.wrongSecret(info.source);
        // A token that is none, or none any more, is answered the same (RFC 7009, section 2.2).
        response.writeHead(200, { 'content-length': 0 }).end();
      },
    },
  };

  function requestInfoOf(request: IncomingMessage) {
    const trace = parseTraceparent([request.headers['traceparent']].flat()[0] ?? null);
    return { actorId: null, correlationId: newId(), trace, ...originOf(request) };
  }
}

/** RFC 7662, section 2.2. `token_use` keeps who takes access tokens from taking a refresh token for one. */
function introspected(usable: UsableToken, issuer: string): object {
  if (usable.kind === 'refresh') {
    const { id, userId, lastUsedAt, expiresAt } = usable.session;
    const times = { iat: toSeconds(lastUsedAt), exp: toSeconds(expiresAt) };
    return {
      active: true,
      token_use: 'refresh',
      iss: issuer,
      client_id: tokenClientId,
      sub: userId,
      sid: id,
      ...times,
    };
  }
  const { userId, sessionId, roles, tokenId, issuedAt, expiresAt } = usable.token;
  return {
    active: true,
    token_use: 'access',
    token_type: 'Bearer',
    iss: issuer,
    aud: issuer,
    client_id: tokenClientId,
    sub: userId,
    sid: sessionId,
    roles,
    jti: tokenId,
    iat: toSeconds(issuedAt),
    exp: toSeconds(expiresAt),
  };
}

function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000);
}

/** RFC 6749, section 5.2. */
function unknownClient(): Refused {
  const description = 'Send the name and the secret of a service by HTTP Basic.';
  return new Refused(401, description, {
    headers: { 'www-authenticate': 'Basic realm="gatehouse", charset="UTF-8"' },
    body: { error: 'invalid_client', error_description: description },
  });
}
