import {
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from 'graphql';
import { isRead, listSizeOf, type Variables } from './list-sizes.ts';
import type { Tally } from './tally.ts';

/** What reading from a store costs, where a field of what was read costs 1. */
const readCost = 10;

/** How many fields of the schema's own description cost as much as one other. */
const introspectedForOne = 50;

export type ParentType = GraphQLNamedType | null | undefined;

export interface MeasuredField {
  readonly tally: Tally;
  /** Whether variables that are not known decide on the cost. */
  readonly isOpen: boolean;
}

/** The field of a type; undefined where the schema has none, which validation refuses. */
export function fieldOf(
  schema: GraphQLSchema,
  parent: ParentType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  const meta = [SchemaMetaFieldDef, TypeMetaFieldDef].find((field) => field.name === name);
  if (meta !== undefined) return parent === schema.getQueryType() ? meta : undefined;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

/** A field with what stands below it. */
export function tallyOfField(
  node: FieldNode,
  {
    schema,
    parent,
    field,
    below,
    variables,
  }: {
    readonly schema: GraphQLSchema;
    readonly parent: ParentType;
    readonly field: GraphQLField<unknown, unknown> | undefined;
    readonly below: Tally;
    readonly variables: Variables;
  },
): MeasuredField {
  const own = {
    ...below,
    aliases: below.aliases + (node.alias === undefined ? 0 : 1),
    fields: 1,
    allFields: below.allFields + 1,
  };
  if (field === undefined) {
    return { tally: { ...own, depth: below.depth + 1, cost: below.cost + 1 }, isOpen: false };
  }
  if (field === SchemaMetaFieldDef || field === TypeMetaFieldDef) {
    // How deep the schema can be asked for is limited by GraphQL itself.
    const cost = Math.max(below.allFields, Math.ceil(below.cost / introspectedForOne));
    return { tally: { ...own, depth: 1, cost: cost + 1 }, isOpen: false };
  }
  const { items, isOpen } = listSizeOf({ node, field, variables }, parent?.name ?? '');
  const isRoot = parent === schema.getQueryType() || parent === schema.getMutationType();
  const each = isRoot || isRead(field) ? readCost : 1;
  const cost = each * (isById(field) ? items : 1) + items * below.cost;
  return { tally: { ...own, depth: below.depth + 1, cost }, isOpen };
}

/** Whether each item of the list is read by itself. */
function isById({ args }: GraphQLField<unknown, unknown>): boolean {
  return args.some(({ name }) => name === 'ids');
}
