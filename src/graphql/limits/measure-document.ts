import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fieldOf, type ParentType, tallyOfField } from './field-tally.ts';
import type { Variables } from './list-sizes.ts';
import { nothing, type Tally, together } from './tally.ts';

type Definition = OperationDefinitionNode | FragmentDefinitionNode;

/** Measures the parts of one document, each fragment once however often it is used. */
export interface DocumentMeasure {
  of(definition: Definition): Tally;
  /** Whether a fragment of what was measured uses itself, so that what it asks for has no end. */
  isEndless(): boolean;
  /** Whether variables that are not known decide on the cost of what was measured. */
  isOpen(): boolean;
}

/** @param variables null while none is known */
export function createDocumentMeasure(
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Variables,
): DocumentMeasure {
  const measured = new Map<Definition, Tally | 'under way'>();
  let isEndless = false;
  let isOpen = false;

  return { of: ofDefinition, isEndless: () => isEndless, isOpen: () => isOpen };

  function ofDefinition(definition: Definition): Tally {
    const known = measured.get(definition);
    if (known === 'under way') isEndless = true;
    if (known !== undefined) return known === 'under way' ? nothing : known;
    measured.set(definition, 'under way');
    const tally = measure(definition);
    measured.set(definition, tally);
    return tally;
  }

  function measure(definition: Definition): Tally {
    const type =
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? schema.getType(definition.typeCondition.name.value)
        : schema.getRootType(definition.operation);
    const ofVariables = (definition.variableDefinitions ?? []).map(ofDirectives);
    return together([ofDirectives(definition), ...ofVariables, ofSelections(definition.selectionSet, type)]);
  }

  function ofSelections(selectionSet: SelectionSetNode | undefined, type: ParentType): Tally {
    return together((selectionSet?.selections ?? []).map((selection) => ofSelection(selection, type)));
  }

  function ofSelection(selection: SelectionNode, type: ParentType): Tally {
    return together([ofDirectives(selection), ofContent(selection, type)]);
  }

  function ofContent(selection: SelectionNode, type: ParentType): Tally {
    switch (selection.kind) {
      case Kind.FIELD:
        return ofField(selection, type);
      case Kind.INLINE_FRAGMENT: {
        const condition = selection.typeCondition?.name.value;
        return ofSelections(selection.selectionSet, condition ? schema.getType(condition) : type);
      }
      case Kind.FRAGMENT_SPREAD: {
        const fragment = fragments.get(selection.name.value);
        return fragment === undefined ? nothing : ofDefinition(fragment);
      }
    }
  }

  function ofField(node: FieldNode, parent: ParentType): Tally {
    const field = fieldOf(schema, parent, node.name.value);
    const below = ofSelections(node.selectionSet, field && getNamedType(field.type));
    const result = tallyOfField(node, { schema, parent, field, below, variables });
    isOpen ||= result.isOpen;
    return result.tally;
  }
}

/** The fragments of a document by their names. */
export function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
}

function ofDirectives({ directives }: { readonly directives?: readonly DirectiveNode[] | undefined }): Tally {
  return { ...nothing, directives: directives?.length ?? 0 };
}
