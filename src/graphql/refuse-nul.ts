import { type GraphQLField, type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { badUserInput } from './errors.ts';

/** Whether a text holds the character U+0000, which PostgreSQL stores in no text. */
export function hasNul(text: string): boolean {
  return text.includes('\0');
}

/**
 * Has every field refuse arguments with texts that hold U+0000, the same whatever the store; changes the schema.
 * No text that a person means holds one.
 */
export function refuseNul(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) guard(field);
  }
  return schema;
}

type Resolver = GraphQLFieldResolver<unknown, unknown>;

function guard(field: GraphQLField<unknown, unknown>): void {
  if (field.args.length === 0) return;
  if (field.resolve) field.resolve = guarded(field.resolve);
  if (field.subscribe) field.subscribe = guarded(field.subscribe);
}

function guarded(resolve: Resolver): Resolver {
  return (source, args, context, info) => {
    const name = Object.keys(args).find((key) => holdsNul(args[key]));
    if (name !== undefined) throw badUserInput(`${name} holds the character U+0000, which no text may hold.`);
    return resolve(source, args, context, info);
  };
}

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return hasNul(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsNul);
}
