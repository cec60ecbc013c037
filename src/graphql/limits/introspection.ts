import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';
import type { Plugin } from 'graphql-yoga';

const refusal =
  'This gateway does not tell its schema: take it from schema.graphql of its version, or set INTROSPECTION to true.';

/** Refuses to answer for the schema. Which type something is of can be asked as ever. */
export const refuseIntrospection: Plugin = {
  onValidate: ({ addValidationRule }) => addValidationRule(noIntrospection),
};

function noIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      const { value } = node.name;
      if (value !== '__schema' && value !== '__type') return;
      const extensions = { code: 'INTROSPECTION_DISABLED', http: { status: 400, spec: false } };
      context.reportError(new GraphQLError(refusal, { nodes: node, extensions }));
    },
  };
}
