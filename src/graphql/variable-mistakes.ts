import {
  coerceInputValue,
  type ExecutionArgs,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isInputObjectType,
  isInputType,
  isLeafType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { BadUserInput } from './errors.ts';
import { expectationOf } from './expectation.ts';

type Operation = Pick<ExecutionArgs, 'schema' | 'document' | 'operationName' | 'variableValues'>;

// As many as tell what to do: a list may hold thousands of wrong items.
const mostMistakes = 20;

/** Ends the search. */
const enough = Symbol('enough');

interface Options {
  /** Whether to keep back which names a misspelt one may have meant. */
  readonly hideSuggestions: boolean;
}

/** What is wrong with the variables of a request, by its place and what was expected there. */
export function findVariableMistakes(operation: Operation, options: Options): readonly GraphQLError[] {
  const { schema, document, operationName, variableValues } = operation;
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const values = new Map(Object.entries(variableValues ?? {}));
  const mistakes: GraphQLError[] = [];
  for (const definition of definitions) {
    const value = values.get(definition.variable.name.value);
    const found =
      value === undefined
        ? findMissing(definition, schema)
        : findWrong(value, { definition, schema, options });
    for (const each of found) {
      mistakes.push(each);
      if (mistakes.length === mostMistakes) return mistakes;
    }
  }
  return mistakes;
}

function findMissing(node: VariableDefinitionNode, schema: GraphQLSchema): readonly GraphQLError[] {
  const type = typeFromAST(schema, node.type);
  if (!isNonNullType(type) || node.defaultValue !== undefined) return [];
  return [
    mistake(`Variable "$${node.variable.name.value}" of required type "${type}" was not provided.`, node),
  ];
}

function findWrong(
  value: unknown,
  {
    definition: node,
    schema,
    options,
  }: {
    readonly definition: VariableDefinitionNode;
    readonly schema: GraphQLSchema;
    readonly options: Options;
  },
): readonly GraphQLError[] {
  const type = typeFromAST(schema, node.type);
  const mistakes: GraphQLError[] = [];
  // Validation has refused variables of other types.
  if (!isInputType(type)) return mistakes;
  const { value: name } = node.variable.name;
  const note: Parameters<typeof coerceInputValue>[2] = (path, wrong, error) => {
    const place = [name, ...path].join('.');
    const reason = tellReason(error, { wrong, expected: typeAt(type, path) });
    mistakes.push(mistake(`Variable "$${name}" is wrong at "${place}": ${reason}`, node));
    if (mistakes.length === mostMistakes) throw enough;
  };
  try {
    coerceInputValue(value, type, note, options.hideSuggestions);
  } catch (error) {
    if (error !== enough) throw error;
  }
  return mistakes;
}

function tellReason(
  error: GraphQLError,
  { wrong, expected }: { readonly wrong: unknown; readonly expected: GraphQLInputType },
): string {
  const holdsValue = wrong !== null && isLeafType(getNamedType(expected));
  return holdsValue && !(error instanceof BadUserInput) ? expectationOf(expected) : error.message;
}

/** The type at a path, of which numbers are places in lists. */
function typeAt(type: GraphQLInputType, path: readonly (string | number)[]): GraphQLInputType {
  return path.reduce<GraphQLInputType>((outer, step) => {
    const named = getNamedType(outer);
    const field = isInputObjectType(named) ? named.getFields()[step] : undefined;
    return field?.type ?? named;
  }, type);
}

function mistake(message: string, node: VariableDefinitionNode): GraphQLError {
  return new BadUserInput(message, { nodes: node, http: { status: 400 } });
}
