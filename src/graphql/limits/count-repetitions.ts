import {
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  type SelectionSetNode,
} from 'graphql';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * How often a document asks for the same field at the same place, at the most. It walks through every use of a
 * fragment: to be called when it is known that there are not too many.
 */
export function countRepetitions(selectionSet: SelectionSetNode, fragments: Fragments): number {
  let most = 0;
  const levels: (readonly SelectionSetNode[])[] = [[selectionSet]];
  for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
    const byName = Map.groupBy(fieldsOf(level, fragments), ({ alias, name }) => (alias ?? name).value);
    for (const fields of byName.values()) {
      most = Math.max(most, fields.length);
      levels.push(fields.flatMap(({ selectionSet: below }) => below ?? []));
    }
  }
  return most;
}

/** The fields that these ask for, with fragments in their places. */
function fieldsOf(selectionSets: readonly SelectionSetNode[], fragments: Fragments): readonly FieldNode[] {
  const fields: FieldNode[] = [];
  const rest = [...selectionSets];
  // No recursion: a fragment within a fragment may be the hundredth.
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    for (const selection of next.selections) {
      if (selection.kind === Kind.FIELD) fields.push(selection);
      else rest.push(...contentOf(selection, fragments));
    }
  }
  return fields;
}

function contentOf(
  part: FragmentSpreadNode | InlineFragmentNode,
  fragments: Fragments,
): readonly SelectionSetNode[] {
  const content = part.kind === Kind.INLINE_FRAGMENT ? part : fragments.get(part.name.value);
  return content === undefined ? [] : [content.selectionSet];
}
