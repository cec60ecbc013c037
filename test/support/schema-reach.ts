import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** A field of an object type, as `Type.field`. */
export interface SchemaField {
  readonly type: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly coordinate: string;
}

/** Every field of every object type that the schema defines. */
export function fieldsOfSchema(schema: GraphQLSchema): readonly SchemaField[] {
  return objectTypes(schema).flatMap((type) =>
    Object.values(type.getFields()).map((field) => ({
      type,
      field,
      coordinate: `${type.name}.${field.name}`,
    })),
  );
}

/** The types that have ids, and so a right of their own. */
export function nodeTypes(schema: GraphQLSchema): readonly GraphQLObjectType[] {
  const node = schema.getType('Node');
  return isInterfaceType(node) ? schema.getPossibleTypes(node) : [];
}

/** The types by which queries, mutations and subscriptions begin. */
export function rootTypes(schema: GraphQLSchema): readonly (GraphQLObjectType | null | undefined)[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
}

/**
 * For each type that has no right of its own the fields behind which it stands: those of roots and nodes from which
 * it is reached without passing another node.
 */
export function gatesOf(schema: GraphQLSchema): ReadonlyMap<string, readonly string[]> {
  const nodes = nodeTypes(schema);
  const roots = rootTypes(schema);
  const gates = new Map<string, string[]>();
  for (const { type, field, coordinate } of fieldsOfSchema(schema)) {
    if (!nodes.includes(type) && !roots.includes(type)) continue;
    for (const reached of reachedFrom(field))
      gates.set(reached.name, [...(gates.get(reached.name) ?? []), coordinate]);
  }
  return gates;

  function reachedFrom(field: GraphQLField<unknown, unknown>): ReadonlySet<GraphQLObjectType> {
    const reached = new Set<GraphQLObjectType>();
    const rest = typesOf(field);
    for (let type = rest.pop(); type !== undefined; type = rest.pop()) {
      if (reached.has(type) || nodes.includes(type)) continue;
      reached.add(type);
      for (const below of Object.values(type.getFields())) rest.push(...typesOf(below));
    }
    return reached;
  }

  function typesOf(field: GraphQLField<unknown, unknown>): GraphQLObjectType[] {
    const type = getNamedType(field.type);
    if (isObjectType(type)) return [type];
    return isAbstractType(type) ? [...schema.getPossibleTypes(type)] : [];
  }
}

function objectTypes(schema: GraphQLSchema): readonly GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );
}
