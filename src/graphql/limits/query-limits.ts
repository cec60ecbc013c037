import { type ASTNode, GraphQLError } from 'graphql';

/** How much one document may ask for. */
export interface QueryLimits {
  /** How many fields may stand below each other. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly tokens: number;
  readonly cost: number;
}

/** Each field of a mutation is a command of its own, and perhaps a guess at a password. */
export const mostMutations = 10;

/** Comparing what is asked for twice takes time by the square of how often it is. */
export const mostRepetitions = 100;

const sharing = 'What a fragment holds counts as often as the fragment is used.';

const reasons = {
  depth: (most: number) =>
    `The document nests more than ${most} fields: ask for what is deeper by another request.`,
  aliases: (most: number) =>
    `The document has more than ${most} aliases: ask for the rest by another request. ${sharing}`,
  directives: (most: number) =>
    `The document has more than ${most} directives: leave out fields instead of skipping them. ${sharing}`,
  tokens: (most: number) =>
    `The document has more than ${most} tokens: put values into variables, and ask for less at once.`,
  cost: (most: number) =>
    `The document costs more than ${most}: ask for shorter pages by first or last, for fewer lists within lists, or for less at once.`,
  mutations: (most: number) =>
    `A mutation has more than ${most} fields: send the rest as another request. ${sharing}`,
  repetitions: (most: number) =>
    `The document asks more than ${most} times for the same field at the same place: ask for it once. ${sharing}`,
} as const;

// GraphQL over HTTP wants 200 for what is no valid document, to whoever accepts application/json: not for this.
const http = { status: 400, spec: false };

/** A document asks for more than it may. The code is QUERY_LIMIT_EXCEEDED, and `limit` names which. */
export function limitExceeded(limit: keyof typeof reasons, most: number, node?: ASTNode): GraphQLError {
  return new GraphQLError(reasons[limit](most), {
    nodes: node ?? null,
    extensions: { code: 'QUERY_LIMIT_EXCEEDED', limit, http: { ...http } },
  });
}

/** Puts right what Yoga makes of the status when the document was not parsed to its end. */
export function keepStatus(error: GraphQLError): GraphQLError {
  if (error.extensions['code'] === 'QUERY_LIMIT_EXCEEDED') error.extensions['http'] = { ...http };
  return error;
}
