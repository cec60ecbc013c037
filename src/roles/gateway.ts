import type { Log } from '../application/log.ts';
import { createOriginOf } from '../graphql/client-info.ts';
import { createGraphQLHandler } from '../graphql/http-handler.ts';
import type { Runtime } from './compose.ts';
import type { Config } from './config.ts';
import { graphqlOptionsOf } from './graphql-options.ts';
import { accountPageRoutes } from './http/account-pages/account-page-routes.ts';
import { authRoutes } from './http/auth-routes.ts';
import { createCorsHeaders, createForgeryGuard } from './http/cross-origin.ts';
import { discoveryRoutes } from './http/discovery-routes.ts';
import { createGraphQLRoute } from './http/graphql-route.ts';
import { healthRoutes } from './http/health-routes.ts';
import { type RunningServer, startHttpServer } from './http/http-server.ts';
import { oauthRoutes } from './http/oauth-routes.ts';
import { pagePolicyOf } from './http/page-policy.ts';
import type { Routes } from './http/routes.ts';
import type { Readiness } from './readiness.ts';

interface Deps {
  readonly runtime: Runtime;
  readonly readiness: Readiness;
  readonly log: Log;
}

/** The role that answers requests: commands, queries and subscriptions. */
export async function startGateway(config: Config, deps: Deps): Promise<RunningServer> {
  const { PUBLIC_URL: publicUrl, CORS_ORIGINS: origins } = config;
  const crossOrigin = { publicUrl, origins };
  return startHttpServer(await routesOf(config, deps), {
    host: config.HOST,
    port: config.PORT,
    log: deps.log,
    isHttps: publicUrl.startsWith('https:'),
    guards: [createCorsHeaders(crossOrigin), createForgeryGuard(crossOrigin)],
  });
}

async function routesOf(config: Config, { runtime, readiness, log }: Deps): Promise<Routes> {
  const { app, accessTokens, newId } = runtime;
  const {
    PUBLIC_URL: issuer,
    LINKS_URL: linksUrl,
    SERVICE_CLIENTS: serviceClients = [],
    BODY_BYTES: bodyBytes,
  } = config;
  const originOf = createOriginOf({ trustedProxies: config.TRUSTED_PROXIES, log });
  const options = await graphqlOptionsOf(config);
  const graphql = createGraphQLHandler({ app, log, newId, originOf, ...options });
  const pagePolicy = config.GRAPHIQL ? pagePolicyOf(await pageOf(graphql)) : null;
  return {
    '/graphql': createGraphQLRoute({ graphql, bodyBytes, pagePolicy }),
    '/': { GET: (_request, response) => response.writeHead(302, { location: '/graphql' }).end() },
    ...accountPageRoutes({ publicUrl: issuer, linksUrl, byHash: options.trustedDocuments !== null }),
    ...authRoutes(app),
    ...oauthRoutes({ app, originOf, newId }, { issuer, serviceClients, bodyBytes }),
    ...discoveryRoutes({ issuer, accessTokens, hasIntrospection: serviceClients.length > 0 }),
    ...healthRoutes(readiness, log),
  };
}

/** The page of GraphiQL, which is the same for everybody. */
async function pageOf(graphql: ReturnType<typeof createGraphQLHandler>): Promise<string> {
  const page = await graphql.fetch('http://localhost/graphql', { headers: { accept: 'text/html' } });
  return page.text();
}
