import {
  type GraphQLArgument,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';

/**
 * Where a schema departs from a contract. Types of the contract that the schema lacks, and root fields, are
 * left out: they are not implemented yet. Everything else of a type that is there has to be there, in the same
 * shape; the schema may have more.
 */
export function findContractBreaks(contract: GraphQLSchema, actual: GraphQLSchema): readonly string[] {
  const roots = new Set(
    [contract.getQueryType(), contract.getMutationType(), contract.getSubscriptionType()].map(
      (type) => type?.name,
    ),
  );
  return Object.values(contract.getTypeMap())
    .filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type))
    .flatMap((type) => {
      const found = actual.getType(type.name);
      return found === undefined ? [] : compare(type, found, roots.has(type.name));
    });
}

function compare(expected: GraphQLNamedType, found: GraphQLNamedType, root: boolean): readonly string[] {
  if (expected.constructor.name !== found.constructor.name) return [`${expected.name} is of another kind`];
  if (isUnionType(expected) && isUnionType(found)) {
    return lost(expected.name, names(expected.getTypes()), names(found.getTypes()));
  }
  if (isEnumType(expected) && isEnumType(found)) {
    return lost(expected.name, names(expected.getValues()), names(found.getValues()));
  }
  if (isInputObjectType(expected) && isInputObjectType(found)) {
    const oneOf = expected.isOneOf === found.isOneOf ? [] : [`${expected.name} differs in @oneOf`];
    return [
      ...oneOf,
      ...compareArguments(
        expected.name,
        Object.values(expected.getFields()),
        Object.values(found.getFields()),
      ),
    ];
  }
  return compareFields(expected, found, root);
}

function compareFields(
  expected: GraphQLNamedType,
  found: GraphQLNamedType,
  root: boolean,
): readonly string[] {
  if (!hasFields(expected) || !hasFields(found)) return [];
  const interfaces = lost(expected.name, names(expected.getInterfaces()), names(found.getInterfaces()));
  const fields = Object.values(expected.getFields()).flatMap((field) => {
    const twin = found.getFields()[field.name];
    const name = `${expected.name}.${field.name}`;
    if (twin === undefined) return root ? [] : [`${name} is gone`];
    const type =
      String(field.type) === String(twin.type) ? [] : [`${name}: ${field.type} became ${twin.type}`];
    return [...type, ...compareArguments(name, field.args, twin.args)];
  });
  return [...interfaces, ...fields];
}

function hasFields(type: GraphQLNamedType) {
  return isObjectType(type) || isInterfaceType(type);
}

type Argument = Pick<GraphQLArgument, 'name' | 'type' | 'defaultValue'>;

function compareArguments(
  owner: string,
  expected: readonly Argument[],
  found: readonly Argument[],
): readonly string[] {
  return expected.flatMap((argument) => {
    const twin = found.find(({ name }) => name === argument.name);
    const name = `${owner}(${argument.name}:)`;
    if (twin === undefined) return [`${name} is gone`];
    if (String(argument.type) !== String(twin.type)) return [`${name}: ${argument.type} became ${twin.type}`];
    return argument.defaultValue === twin.defaultValue ? [] : [`${name} has another default`];
  });
}

function lost(owner: string, expected: readonly string[], found: readonly string[]): readonly string[] {
  return expected.filter((name) => !found.includes(name)).map((name) => `${owner} has lost ${name}`);
}

function names(things: readonly { readonly name: string }[]): readonly string[] {
  return things.map(({ name }) => name);
}
