import {
  type ASTVisitor,
  GraphQLError,
  getNamedType,
  isInputObjectType,
  Kind,
  type ValidationContext,
  ValuesOfCorrectTypeRule,
} from 'graphql';
import { BadUserInput } from './errors.ts';
import { expectationOf } from './expectation.ts';

/** GraphQL's rule about literals, with messages that do not repeat them. */
export function valuesOfCorrectTypeRule(context: ValidationContext): ASTVisitor {
  const reportError = (error: GraphQLError) => context.reportError(withoutLiteral(error, context));
  return ValuesOfCorrectTypeRule(Object.create(context, { reportError: { value: reportError } }));
}

function withoutLiteral(error: GraphQLError, context: ValidationContext): GraphQLError {
  const type = context.getInputType();
  if (!type || error instanceof BadUserInput || namesFieldsOnly(error, context)) return error;
  return new GraphQLError(expectationOf(type), { nodes: error.nodes ?? null });
}

function namesFieldsOnly({ nodes }: GraphQLError, context: ValidationContext): boolean {
  const kind = nodes?.[0]?.kind;
  const type = context.getInputType();
  return (
    kind === Kind.OBJECT_FIELD || (kind === Kind.OBJECT && !!type && isInputObjectType(getNamedType(type)))
  );
}
