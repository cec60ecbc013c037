import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  NoFragmentCyclesRule,
  type OperationDefinitionNode,
  OperationTypeNode,
  validate,
} from 'graphql';
import { countRepetitions } from './count-repetitions.ts';
import type { Variables } from './list-sizes.ts';
import { createDocumentMeasure, fragmentsOf } from './measure-document.ts';
import { limitExceeded, mostMutations, mostRepetitions, type QueryLimits } from './query-limits.ts';
import { type Tally, together } from './tally.ts';

type Limits = Pick<QueryLimits, 'depth' | 'aliases' | 'directives' | 'cost'>;

export interface CheckedDocument {
  readonly errors: readonly GraphQLError[];
  /** Whether its cost has to be measured again when variables are known. */
  readonly isOpen: boolean;
}

/**
 * Whether a document keeps to the limits, in a time that grows with its length alone. Unknown variables count as
 * little as they can.
 */
export function checkDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  limits: Limits,
): CheckedDocument {
  const fragments = fragmentsOf(document);
  const measure = createDocumentMeasure(schema, fragments, null);
  const operations = document.definitions.filter(isOperation);
  const ofFragments = document.definitions.filter(isFragment).map(measure.of).map(asUnused);
  const tallies = operations.map(measure.of);
  if (measure.isEndless())
    return { errors: validate(schema, document, [NoFragmentCyclesRule]), isOpen: false };
  const error =
    [together(tallies), ...ofFragments].map((tally) => exceededBy(tally, limits)).find(isFound) ??
    tooManyMutations() ??
    tooManyRepetitions();
  return { errors: error ? [error] : [], isOpen: measure.isOpen() };

  function tooManyMutations(): GraphQLError | undefined {
    const found = operations.find(
      ({ operation }, i) =>
        operation === OperationTypeNode.MUTATION && (tallies[i]?.fields ?? 0) > mostMutations,
    );
    return found && limitExceeded('mutations', mostMutations, found);
  }

  function tooManyRepetitions(): GraphQLError | undefined {
    const repeated = document.definitions.find(
      (definition) =>
        'selectionSet' in definition &&
        definition.selectionSet !== undefined &&
        countRepetitions(definition.selectionSet, fragments) > mostRepetitions,
    );
    return repeated && limitExceeded('repetitions', mostRepetitions, repeated);
  }
}

/** Whether an operation costs more than it may with these variables. */
export function checkCost(
  {
    schema,
    document,
    operation,
  }: {
    readonly schema: GraphQLSchema;
    readonly document: DocumentNode;
    readonly operation: OperationDefinitionNode;
  },
  variables: Variables,
  { cost }: Pick<QueryLimits, 'cost'>,
): readonly GraphQLError[] {
  const tally = createDocumentMeasure(schema, fragmentsOf(document), variables).of(operation);
  return tally.cost > cost ? [limitExceeded('cost', cost, operation)] : [];
}

/** Fragments that no operation uses are never answered, but validated all the same. */
function asUnused(tally: Tally): Tally {
  return { ...tally, depth: 0, cost: tally.allFields };
}

function exceededBy(tally: Tally, limits: Limits): GraphQLError | undefined {
  const names = ['depth', 'aliases', 'directives', 'cost'] as const;
  const name = names.find((each) => tally[each] > limits[each]);
  return name && limitExceeded(name, limits[name]);
}

function isOperation(node: DefinitionNode): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION;
}

function isFragment(node: DefinitionNode): node is FragmentDefinitionNode {
  return node.kind === Kind.FRAGMENT_DEFINITION;
}

function isFound<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}
