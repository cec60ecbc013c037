import type { IncomingMessage } from 'node:http';
import { Refused } from './answer-failure.ts';
import { readBody } from './read-body.ts';
import type { Handler, Route } from './routes.ts';

interface Options {
  /** What answers GraphQL over HTTP. */
  readonly graphql: Handler;
  /** The longest body, in bytes. */
  readonly bodyBytes: number;
  /** The content security policy of GraphiQL; null when it is not shown. */
  readonly pagePolicy: string | null;
}

/** GraphQL over HTTP: what another origin's page could send unasked, and what is too long, is refused before. */
export function createGraphQLRoute({ graphql, bodyBytes, pagePolicy }: Options): Route {
  return {
    GET(request, response) {
      if (pagePolicy !== null) response.setHeader('content-security-policy', pagePolicy);
      // To GraphQL it is the same; Node leaves out the body.
      if (request.method === 'HEAD') request.method = 'GET';
      return graphql(request, response);
    },
    async POST(request, response) {
      assertJson(request);
      const body = toBody(await readBody(request, bodyBytes));
      return graphql(body === undefined ? request : Object.assign(request, { body }), response);
    },
    refusal: (message) => ({ errors: [{ message }] }),
  };
}

/**
 * Browsers ask before they send these types to another origin; forms, plain text and bodies of no type they send
 * unasked (Fetch Standard, CORS-safelisted request headers).
 */
function assertJson({ headers }: IncomingMessage): void {
  if (/^application\/(graphql\+)?json *(;|$)/i.test(headers['content-type'] ?? '')) return;
  throw new Refused(415, 'Send the request as application/json.', {
    headers: { accept: 'application/json' },
  });
}

/**
 * What GraphQL Yoga takes as the body in place of the stream, provided that it has a key. For text that is no JSON
 * there is none: it reads the end of the stream, and says that there is no JSON without repeating the text.
 */
function toBody(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isFilled = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
    if (isFilled) return value;
    return Array.isArray(value) ? [null] : { query: null };
  } catch {
    return undefined;
  }
}
