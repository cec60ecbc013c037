import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  printSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';
import { findContractBreaks } from '../support/contract-breaks.ts';

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

describe('the GraphQL schema', () => {
  it('is printed in schema.graphql', () => {
    expect(read('../../schema.graphql'), 'run `npm run schema`').toBe(`${printSchema(schema)}\n`);
  });

  it('keeps every name, shape and nullability of the public contract that it implements', () => {
    expect(findContractBreaks(buildSchema(read('./contract.graphql')), schema)).toEqual([]);
  });

  it('would not pass with a field of another type, a missing argument or a union without a member', () => {
    const contract = buildSchema(`
      type A { x: Int! }
      type B { y(n: Int): Int }
      union U = A | B
      type Query { a: A  b(n: Int): B  u: U  gone: Int }
    `);
    const actual = buildSchema(`
      type A { x: Int }
      type B { y: Int }
      union U = A
      type Query { a: A  b(n: Int): B  u: U }
    `);
    expect(findContractBreaks(contract, actual)).toEqual([
      'A.x: Int! became Int',
      'B.y(n:) is gone',
      'U has lost B',
    ]);
  });

  it('describes every type, field, argument and value', () => {
    expect(findUndescribed(schema)).toEqual([]);
  });
});

function findUndescribed(subject: GraphQLSchema): readonly string[] {
  return Object.values(subject.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap((type) => {
      const fields =
        isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
          ? Object.values<Described>(type.getFields())
          : [];
      const described = [
        { name: type.name, description: isUnion(type) ? 'named after its field' : type.description },
        ...fields.map(({ name, description }) => ({ name: `${type.name}.${name}`, description })),
        ...fields.flatMap((field) =>
          (field.args ?? []).map(({ name, description }) => ({
            name: `${type.name}.${field.name}(${name}:)`,
            description,
          })),
        ),
      ];
      return described.filter(({ description }) => !description).map(({ name }) => name);
    });
}

interface Described {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly args?: readonly Described[];
}

function isUnion(type: { readonly name: string }): boolean {
  return type.name.endsWith('Result');
}
