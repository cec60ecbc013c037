import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Application } from '../../../src/application/application.ts';
import { createOriginOf } from '../../../src/graphql/client-info.ts';
import { createGraphQLHandler } from '../../../src/graphql/http-handler.ts';
import { parseConfig } from '../../../src/roles/config.ts';
import { graphqlOptionsOf } from '../../../src/roles/graphql-options.ts';
import { type RunningServer, startHttpServer } from '../../../src/roles/http/http-server.ts';
import { createTestLog } from '../../support/test-log.ts';

const secret = 'postgres://gatehouse:hunter2@db.internal/';

const viewer = { userId: 'id', sessionId: 'id', roles: [], expiresAt: 0 };

const log = createTestLog();
let server: RunningServer;

beforeAll(async () => {
  const fail = () => {
    throw Object.assign(new Error(secret, { cause: new Error(secret) }), { query: secret });
  };
  // Whatever is asked of it fails in a way that nobody foresaw.
  const app = new Proxy({} as Application, {
    get: (_app, name) =>
      name === 'authenticate'
        ? async (token: string) => (token === 'viewer' ? viewer : fail())
        : Object.assign(fail, { me: fail, subscribe: fail, partitions: 1 }),
  });
  const options = await graphqlOptionsOf(parseConfig({}));
  const originOf = createOriginOf({ log });
  const graphql = createGraphQLHandler({ app, log, newId: () => 'id', originOf, ...options });
  const routes = { '/graphql': { GET: graphql, POST: graphql } };
  server = await startHttpServer(routes, { host: '127.0.0.1', port: 0, log });
});

afterEach(() => vi.unstubAllEnvs());

afterAll(() => server.stop());

describe.each(['production', 'development', 'test'])(
  'in %s an unforeseen failure is told without what it holds',
  (mode) => {
    test.each([
      ['of a query', '{ me { id } }', {}],
      ['of a mutation', 'mutation { login(input: { email: "a", password: "b" }) { __typename } }', {}],
      ['of a subscription', 'subscription { loginEvents { cursor } }', { authorization: 'Bearer viewer' }],
      ['of the context', '{ __typename }', { authorization: 'Bearer other' }],
    ])('%s', async (_what, query, headers) => {
      vi.stubEnv('NODE_ENV', mode);
      const response = await fetch(`http://127.0.0.1:${server.port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      });
      const text = await response.text();
      expect(text).toContain('"message":"Unexpected error."');
      expect(text).toContain('"code":"INTERNAL_SERVER_ERROR"');
      expect(text).not.toContain('hunter2');
      expect(text).not.toContain('stack');
      expect(text).not.toContain('originalError');
      expect(log.messages).toContain('A request failed unexpectedly');
    });
  },
);
