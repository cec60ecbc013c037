import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { graphiqlTabs } from '../../../src/graphql/graphiql-tabs.ts';
import { schema } from '../../../src/graphql/schema.ts';

test('every operation that GraphiQL shows is one of the schema', () => {
  for (const { query } of graphiqlTabs) expect(validate(schema, parse(query))).toEqual([]);
});
