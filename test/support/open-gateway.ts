import { createOriginOf } from '../../src/graphql/client-info.ts';
import { createGraphQLHandler } from '../../src/graphql/http-handler.ts';
import { parseConfig } from '../../src/roles/config.ts';
import { graphqlOptionsOf } from '../../src/roles/graphql-options.ts';
import { startHttpServer } from '../../src/roles/http/http-server.ts';
import { openEmbedded } from './embedded.ts';
import type { Settings } from './product.ts';

/** A gateway in this process, on a SQLite database in memory. Whoever asks for it closes it. */
export async function openGateway(settings: Settings = {}) {
  const embedded = await openEmbedded(settings);
  const { app, accessTokens, newId, log } = embedded;
  await accessTokens.prepare();
  const originOf = createOriginOf({ log });
  const options = await graphqlOptionsOf(parseConfig({ GRAPHIQL: 'false', ...settings }));
  const graphql = createGraphQLHandler({ app, log, newId, originOf, ...options });
  const server = await startHttpServer(
    { '/graphql': { GET: graphql, POST: graphql } },
    { host: '127.0.0.1', port: 0, log },
  );
  return {
    ...embedded,
    url: `http://127.0.0.1:${server.port}`,
    async close() {
      await server.stop();
      await embedded.close();
    },
  };
}
