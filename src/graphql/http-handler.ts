import type { IncomingMessage, ServerResponse } from 'node:http';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { useCookies } from '@whatwg-node/server-plugin-cookies';
import { GraphQLError } from 'graphql';
import { createYoga, maskError, type Plugin, type YogaInitialContext } from 'graphql-yoga';
import type { Application } from '../application/application.ts';
import type { NewId } from '../application/environment.ts';
import type { Log } from '../application/log.ts';
import { authenticateRequest } from './authenticate-request.ts';
import type { OriginOf } from './client-info.ts';
import { createContext, type GraphQLContext } from './context.ts';
import { toGraphQLError } from './errors.ts';
import { graphiqlTabs } from './graphiql-tabs.ts';
import { hideInputValues, withoutToken } from './hide-input-values.ts';
import { createDocumentCache, forgetRefused } from './limits/document-cache.ts';
import { refuseIntrospection } from './limits/introspection.ts';
import { limitDocuments } from './limits/limit-documents.ts';
import { keepStatus, type QueryLimits } from './limits/query-limits.ts';
import { answerTrusted, type TrustedDocuments } from './limits/trusted-documents.ts';
import { parseTraceparent } from './request-headers.ts';
import { schema } from './schema.ts';
import { createTokenCookies } from './token-cookies.ts';

interface Deps {
  readonly app: Application;
  readonly log: Log;
  readonly newId: NewId;
  readonly originOf: OriginOf;
}

export interface GraphQLOptions {
  /** Whether browsers are shown GraphiQL. */
  readonly graphiql: boolean;
  /** Whether the schema can be asked for, and is told of in suggestions. */
  readonly introspection: boolean;
  readonly limits: QueryLimits;
  /** The only documents that are answered; null for any. */
  readonly trustedDocuments: TrustedDocuments | null;
}

interface NodeContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/** Answers GraphQL over HTTP and server-sent events at /graphql, and shows GraphiQL to browsers there. */
export function createGraphQLHandler(deps: Deps & GraphQLOptions) {
  const documents = createDocumentCache();
  return createYoga<NodeContext, GraphQLContext>({
    schema,
    graphqlEndpoint: '/graphql',
    landingPage: false,
    // Another origin's pages have no business here unless an operator says so.
    cors: false,
    multipart: false,
    // Tokens in headers must not outlive their tab.
    graphiql: deps.graphiql && { title: 'Gatehouse', defaultTabs: graphiqlTabs, shouldPersistHeaders: false },
    renderGraphiQL,
    logging: false,
    // Batches would go round what is counted for each request.
    batching: false,
    // The route has read the body by then, up to its own limit: to do so again doubles the work for a request.
    maxRequestBodySize: false,
    parserAndValidationCache: documents,
    plugins: [useCookies(), ...pluginsOf(deps), forgetRefused(documents)],
    maskedErrors: { maskError: (error, message) => maskForCallers(deps.log, error, message) },
    context: (initial) => contextOf(deps, initial),
  });
}

function pluginsOf({ introspection, limits, trustedDocuments }: GraphQLOptions): readonly Plugin[] {
  return [
    ...(trustedDocuments === null ? [] : [answerTrusted(trustedDocuments)]),
    ...(introspection ? [] : [refuseIntrospection]),
    hideInputValues({ hideSuggestions: !introspection }),
    // Behind what validates, so that it is asked before.
    limitDocuments(limits),
  ];
}

async function contextOf(deps: Deps, initial: YogaInitialContext & NodeContext): Promise<GraphQLContext> {
  const { request, req } = initial;
  if (request.cookieStore === undefined) throw new Error('The cookie plugin is missing.');
  const cookies = createTokenCookies(request.cookieStore);
  const viewer = await authenticateRequest(deps.app.authenticate, request.headers, cookies);
  return createContext({
    app: deps.app,
    viewer,
    cookies,
    signal: request.signal,
    idempotencyKey: request.headers.get('idempotency-key'),
    request: {
      actorId: viewer?.userId ?? null,
      correlationId: deps.newId(),
      trace: parseTraceparent(request.headers.get('traceparent')),
      ...deps.originOf(req),
    },
  });
}

function maskForCallers(log: Log, error: unknown, message: string): Error {
  const original = error instanceof GraphQLError ? error.originalError : error;
  const known = toGraphQLError(original);
  if (known !== null) return withPlace(known, error);
  const masked = maskError(error, message, false);
  if (masked !== error) log.error({ err: original }, 'A request failed unexpectedly');
  return masked instanceof GraphQLError ? keepStatus(withoutToken(masked)) : masked;
}

/** The error with the place in the document where it happened. */
function withPlace(known: GraphQLError, thrown: unknown): GraphQLError {
  if (!(thrown instanceof GraphQLError)) return known;
  const { nodes = null, source = null, positions = null, path = null } = thrown;
  return new GraphQLError(known.message, { nodes, source, positions, path, extensions: known.extensions });
}
