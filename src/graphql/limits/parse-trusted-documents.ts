import { createHash } from 'node:crypto';
import { GraphQLError, type GraphQLSchema, validate } from 'graphql';
import { checkDocument } from './check-document.ts';
import { parseDocument } from './parse-document.ts';
import type { QueryLimits } from './query-limits.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** A file of trusted documents cannot be used: every problem of it, a line each. */
class InvalidTrustedDocuments extends Error {
  override readonly name = 'InvalidTrustedDocuments';
}

const mostProblems = 20;

/**
 * Reads a JSON object of documents by their SHA-256. Each of them is checked as it would be if it was sent.
 * @throws InvalidTrustedDocuments
 */
export function parseTrustedDocuments(
  json: string,
  { schema, limits }: { readonly schema: GraphQLSchema; readonly limits: QueryLimits },
): TrustedDocuments {
  const entries = Object.entries(parseObject(json));
  const problems = entries.flatMap(([hash, text]) => {
    const found = typeof text === 'string' ? problemsOf(hash, text) : ['is no text.'];
    return found.map((problem) => `The document ${hash} ${problem}`);
  });
  if (entries.length === 0) problems.push('It holds no document.');
  if (problems.length > 0) throw new InvalidTrustedDocuments(problems.slice(0, mostProblems).join('\n  - '));
  return new Map(entries.map(([hash, text]) => [hash, String(text)]));

  function problemsOf(hash: string, text: string): readonly string[] {
    const expected = createHash('sha256').update(text).digest('hex');
    if (hash !== expected) return [`has another SHA-256, in lower-case hexadecimal: ${expected}.`];
    return mistakesIn(text).map(({ message }) => `is not answered: ${message}`);
  }

  function mistakesIn(text: string): readonly GraphQLError[] {
    try {
      const document = parseDocument(text, limits.tokens);
      const { errors } = checkDocument(schema, document, limits);
      return errors.length > 0 ? errors : validate(schema, document);
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  }
}

function parseObject(json: string): object {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // What the parser says would repeat the file.
  }
  throw new InvalidTrustedDocuments('It is no JSON object of documents by their SHA-256.');
}
