import { readFile } from 'node:fs/promises';
import type { GraphQLOptions } from '../graphql/http-handler.ts';
import { parseTrustedDocuments } from '../graphql/limits/parse-trusted-documents.ts';
import type { QueryLimits } from '../graphql/limits/query-limits.ts';
import type { TrustedDocuments } from '../graphql/limits/trusted-documents.ts';
import { schema } from '../graphql/schema.ts';
import { type Config, InvalidSettings } from './config.ts';
import { accountPageDocumentsByHash } from './http/account-pages/account-page-documents.ts';
import { showsAccountPages } from './http/account-pages/account-page-routes.ts';

/** What the settings say of GraphQL. @throws InvalidSettings when the file of trusted documents cannot be used */
export async function graphqlOptionsOf(config: Config): Promise<GraphQLOptions> {
  const limits = {
    depth: config.QUERY_DEPTH,
    aliases: config.QUERY_ALIASES,
    directives: config.QUERY_DIRECTIVES,
    tokens: config.QUERY_TOKENS,
    cost: config.QUERY_COST,
  };
  return {
    limits,
    introspection: config.INTROSPECTION,
    graphiql: config.GRAPHIQL,
    trustedDocuments: withOwn(config, await readTrustedDocuments(config.TRUSTED_DOCUMENTS, limits)),
  };
}

/** What the pages of the gateway send is trusted wherever they are shown: nobody has to list it. */
function withOwn(
  { PUBLIC_URL: publicUrl, LINKS_URL: linksUrl }: Config,
  documents: TrustedDocuments | null,
): TrustedDocuments | null {
  return documents !== null && showsAccountPages({ publicUrl, linksUrl })
    ? new Map([...documents, ...accountPageDocumentsByHash])
    : documents;
}

async function readTrustedDocuments(
  path: string | undefined,
  limits: QueryLimits,
): Promise<TrustedDocuments | null> {
  if (path === undefined) return null;
  try {
    return parseTrustedDocuments(await readFile(path, 'utf8'), { schema, limits });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidSettings(`TRUSTED_DOCUMENTS names a file that cannot be used: ${path}\n  - ${reason}`, {
      cause: error,
    });
  }
}
