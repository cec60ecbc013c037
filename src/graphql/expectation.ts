import { type GraphQLInputType, getNamedType, isEnumType } from 'graphql';

/** What a place in the input takes, as a sentence that repeats nothing of what was given. */
export function expectationOf(type: GraphQLInputType): string {
  const named = getNamedType(type);
  if (!isEnumType(named)) return `Expected a value of type "${type}".`;
  const names = named.getValues().map(({ name }) => name);
  return `Expected a value of type "${type}": ${names.join(', ')}.`;
}
