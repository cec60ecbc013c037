import type { Log } from '../application/log.ts';
import { createOriginOf } from '../graphql/client-info.ts';
import { createGraphQLHandler } from '../graphql/http-handler.ts';
import type { Runtime } from './compose.ts';
import type { Config } from './config.ts';
import { type Routes, type RunningServer, sendJson, startHttpServer } from './http-server.ts';
import type { Readiness } from './readiness.ts';

// Verifiers may keep the keys this long, in seconds.
const jwksLifetime = 300;

/** The role that answers requests: commands, queries and subscriptions. */
export function startGateway(
  config: Config,
  {
    runtime,
    readiness,
    log,
  }: { readonly runtime: Runtime; readonly readiness: Readiness; readonly log: Log },
): Promise<RunningServer> {
  const { app, accessTokens, newId } = runtime;
  const originOf = createOriginOf({ trustedProxies: config.TRUSTED_PROXIES, log });
  const graphql = createGraphQLHandler({ app, log, newId, originOf, graphiql: config.GRAPHIQL });
  const routes: Routes = {
    '/graphql': graphql,
    '/': (_request, response) => {
      response.writeHead(302, { location: '/graphql' }).end();
    },
    '/.well-known/jwks.json': (_request, response) =>
      accessTokens.jwks().then(
        (keys) => sendJson(response, 200, keys, { 'cache-control': `public, max-age=${jwksLifetime}` }),
        (error: unknown) => {
          log.error({ err: error }, 'The signing keys cannot be published');
          sendJson(response, 503, { error: 'The keys cannot be read now. Try again.' });
        },
      ),
    ...healthRoutes(readiness, log),
  };
  return startHttpServer(routes, { host: config.HOST, port: config.PORT, log });
}

/** Whether the process lives, and whether it can do its work. */
export function healthRoutes(readiness: Readiness, log: Log): Routes {
  return {
    '/livez': (_request, response) => sendJson(response, 200, { status: 'alive' }),
    '/readyz': (_request, response) =>
      readiness.report().then(
        (report) => sendJson(response, report.status === 'unavailable' ? 503 : 200, report),
        (error: unknown) => {
          log.error({ err: error }, 'The readiness cannot be told');
          sendJson(response, 500, { status: 'unavailable' });
        },
      ),
  };
}
