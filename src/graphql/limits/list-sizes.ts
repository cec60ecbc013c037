import {
  type ArgumentNode,
  type FieldNode,
  type GraphQLField,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
} from 'graphql';
import { defaultCount, maximumCount } from '../paging.ts';

/** The values of variables; null while none is known, as when a document is validated. */
export type Variables = ((name: string) => unknown) | null;

/** A field of a type, as a document asks for it. */
export interface AskedField {
  readonly node: FieldNode;
  readonly field: GraphQLField<unknown, unknown>;
  readonly variables: Variables;
}

export interface ListSize {
  /** How often what is below the field is answered, at the most. */
  readonly items: number;
  /** Whether a variable that is not known may make it more. */
  readonly isOpen: boolean;
}

/** How long the lists of a schema's description are, about. */
const schemaTypes = 100;
const listsOfTypes = 5;

const one: ListSize = { items: 1, isOpen: false };

/** How long the list may be that a field answers; 1 for what is none. */
export function listSizeOf(asked: AskedField, parent: string): ListSize {
  const { field } = asked;
  if (hasArgument(field, 'first')) return pageSize(asked);
  if (hasArgument(field, 'ids')) return lengthOf(asked, 'ids');
  const isList = isListType(getNullableType(field.type)) && isCompositeType(getNamedType(field.type));
  if (isList && parent.startsWith('__'))
    return { items: field.name === 'types' ? schemaTypes : listsOfTypes, isOpen: false };
  // The edges of a connection count by its page.
  if (!isList || parent.endsWith('Connection')) return one;
  return { items: defaultCount, isOpen: false };
}

/** Whether a field is read from a store for each of its parents. */
export function isRead({ type, args }: GraphQLField<unknown, unknown>): boolean {
  const named = getNamedType(type);
  const isNode = isObjectType(named) && named.getInterfaces().some(({ name }) => name === 'Node');
  const isAnyNode = isInterfaceType(named) && named.name === 'Node';
  return hasArgument({ args }, 'first') || ((isNode || isAnyNode) && isListType(getNullableType(type)));
}

function hasArgument({ args }: Pick<GraphQLField<unknown, unknown>, 'args'>, name: string): boolean {
  return args.some((argument) => argument.name === name);
}

function pageSize(asked: AskedField): ListSize {
  const counts = ['first', 'last'].map((name) => countOf(argumentOf(asked, name), asked.variables));
  const given = counts.filter((count) => count !== undefined);
  if (given.length === 0) return { items: defaultCount, isOpen: false };
  // Others than these are refused when the field is asked for.
  const items = Math.max(...given.map(({ items: count }) => Math.min(Math.max(count, 1), maximumCount)));
  return { items, isOpen: given.some(({ isOpen }) => isOpen) };
}

function countOf(argument: ArgumentNode | undefined, variables: Variables): ListSize | undefined {
  if (argument?.value.kind === Kind.INT) return { items: Number(argument.value.value), isOpen: false };
  if (argument?.value.kind !== Kind.VARIABLE) return undefined;
  if (variables === null) return { items: 1, isOpen: true };
  const value = variables(argument.value.name.value);
  return typeof value === 'number' ? { items: value, isOpen: false } : undefined;
}

function lengthOf(asked: AskedField, name: string): ListSize {
  const value = argumentOf(asked, name)?.value;
  // For no item, what is below costs nothing to answer, but to validate all the same.
  if (value?.kind === Kind.LIST) return { items: Math.max(value.values.length, 1), isOpen: false };
  if (value?.kind !== Kind.VARIABLE) return one;
  if (asked.variables === null) return { items: 1, isOpen: true };
  const given = asked.variables(value.name.value);
  return { items: Array.isArray(given) ? Math.max(given.length, 1) : 1, isOpen: false };
}

function argumentOf({ node }: AskedField, name: string): ArgumentNode | undefined {
  return node.arguments?.find((argument) => argument.name.value === name);
}
