import { GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { isOffset, type Position } from '../ports/position.ts';
import { builder } from './builder.ts';
import { badUserInput } from './errors.ts';

builder.addScalarType('DateTime', GraphQLDateTime, {
  description: 'An instant: a date and time of RFC 3339, in UTC.',
});
builder.addScalarType('JSON', GraphQLJSON, { description: 'Any JSON value (RFC 8259).' });

/**
 * Takes any text, so that an address that is none comes back from the mutation as InvalidInput with its path,
 * rather than as an error of the whole document.
 */
const emailAddress = new GraphQLScalarType<string, string>({
  name: 'EmailAddress',
  description:
    'An e-mail address (RFC 5321). It is compared after Unicode normalisation, without regard to case.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc5321#section-2.3.11',
  serialize: String,
  parseValue: (value) => textOf(value, 'EmailAddress'),
  parseLiteral: (node) => textOf(node.kind === Kind.STRING ? node.value : undefined, 'EmailAddress'),
});
builder.addScalarType('EmailAddress', emailAddress);

const position = new GraphQLScalarType<Position, string>({
  name: 'Position',
  description:
    'Where in the message store a change stands: opaque. Pass it back as `atLeast`, and the answer includes the change.',
  serialize: (value) => encodePosition(value as Position),
  parseValue: (value) => parsePosition(textOf(value, 'Position')),
  parseLiteral: (node) =>
    parsePosition(textOf(node.kind === Kind.STRING ? node.value : undefined, 'Position')),
});
builder.addScalarType('Position', position);

function textOf(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw badUserInput(`${name} is given as a string.`);
}

function encodePosition({ partition, offset }: Position): string {
  return Buffer.from(`${partition}:${offset}`).toString('base64url');
}

function parsePosition(text: string): Position {
  const [partition = '', offset = ''] = Buffer.from(text, 'base64url').toString().split(':');
  if (!/^\d{1,5}$/.test(partition) || !isOffset(offset)) {
    throw badUserInput('This is no Position: pass one back just as a mutation returned it.');
  }
  return { partition: Number(partition), offset };
}
