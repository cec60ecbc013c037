import { type DocumentNode, GraphQLError, parse, type Source } from 'graphql';
import { limitExceeded } from './query-limits.ts';

/** @throws GraphQLError for what is no document, or too large a one */
export function parseDocument(source: string | Source, maxTokens: number): DocumentNode {
  try {
    return parse(source, { maxTokens });
  } catch (error) {
    const isTooLarge = error instanceof GraphQLError && / tokens\. Parsing aborted\.$/.test(error.message);
    // The parser calls itself for what is nested.
    if (isTooLarge || error instanceof RangeError) throw limitExceeded('tokens', maxTokens);
    throw error;
  }
}
