import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** The texts of documents by their SHA-256, in lower-case hexadecimal. */
export type TrustedDocuments = ReadonlyMap<string, string>;

const refusals = {
  text: 'Only trusted documents are answered here: send the SHA-256 of one as documentId, and no query.',
  noHash: 'Only trusted documents are answered here: send the SHA-256 of one, in hexadecimal, as documentId.',
  unknown:
    'No trusted document has this SHA-256: add it to the file that TRUSTED_DOCUMENTS names, and start the gateway anew.',
} as const;

/**
 * Answers these documents only, each named by its hash: as `documentId` (GraphQL over HTTP, appendix on persisted
 * documents), or as `extensions.persistedQuery.sha256Hash`, as Apollo's clients send it.
 */
export function answerTrusted(documents: TrustedDocuments): Plugin {
  return usePersistedOperations({
    extractPersistedOperationId: (params, request) => hashIn(params) ?? hashInUrl(request.url),
    getPersistedOperation: (hash) => documents.get(hash) ?? null,
    customErrors: {
      persistedQueryOnly: () => untrusted('text'),
      keyNotFound: () => untrusted('noHash'),
      notFound: () => untrusted('unknown'),
    },
  });
}

function hashIn(params: object): string | null {
  if ('documentId' in params) return toHash(params.documentId);
  const extensions = 'extensions' in params ? params.extensions : undefined;
  const persisted =
    isObject(extensions) && 'persistedQuery' in extensions ? extensions.persistedQuery : undefined;
  return isObject(persisted) && 'sha256Hash' in persisted ? toHash(persisted.sha256Hash) : null;
}

function hashInUrl(url: string): string | null {
  return toHash(new URLSearchParams(url.split('?', 2)[1]).get('documentId'));
}

function toHash(value: unknown): string | null {
  return typeof value === 'string' ? value.replace(/^sha256:/, '').toLowerCase() : null;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function untrusted(reason: keyof typeof refusals): GraphQLError {
  const extensions = { code: 'DOCUMENT_NOT_TRUSTED', http: { status: 400, spec: false } };
  return new GraphQLError(refusals[reason], { extensions });
}
