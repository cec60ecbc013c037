import type { AccessTokens } from '../../ports/access-tokens.ts';
import type { Routes } from './routes.ts';
import { sendJson } from './send-json.ts';

interface Options {
  /** `iss` of every token, byte for byte: verifiers compare it so (RFC 8414, section 3.3). */
  readonly issuer: string;
  readonly accessTokens: Pick<AccessTokens, 'jwks'>;
  /** Whether there are services that may ask about tokens. */
  readonly hasIntrospection: boolean;
}

/** In seconds. Keys are published longer than that before they sign. */
const lifetime = 300;
const cacheable = { 'cache-control': `public, max-age=${lifetime}` };

/** What verifiers of tokens need to know. Nothing in it comes from the request. */
export function discoveryRoutes({ issuer, accessTokens, hasIntrospection }: Options): Routes {
  const serverMetadata = {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    // There is no grant of OAuth: tokens are given by GraphQL.
    response_types_supported: [],
    grant_types_supported: [],
    revocation_endpoint: `${issuer}/oauth/revoke`,
    revocation_endpoint_auth_methods_supported: ['none'],
    ...(hasIntrospection && {
      introspection_endpoint: `${issuer}/oauth/introspect`,
      introspection_endpoint_auth_methods_supported: ['client_secret_basic'],
    }),
  };
  const publish = (metadata: object) => ({
    GET: (_request: unknown, response: Parameters<typeof sendJson>[0]) =>
      sendJson(response, 200, metadata, cacheable),
  });
  return {
    '/.well-known/jwks.json': {
      GET: async (_request, response) => sendJson(response, 200, await accessTokens.jwks(), cacheable),
    },
    '/.well-known/oauth-authorization-server': publish(serverMetadata),
    // OpenID Connect Discovery 1.0, section 3, asks for the rest: many verifiers start from this document.
    '/.well-known/openid-configuration': publish({
      ...serverMetadata,
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256', 'EdDSA'],
    }),
  };
}
