import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getIntrospectionQuery } from 'graphql';
import { expect, test } from 'vitest';
import { graphiqlTabs } from '../../../../src/graphql/graphiql-tabs.ts';
import { checkDocument } from '../../../../src/graphql/limits/check-document.ts';
import { parseDocument } from '../../../../src/graphql/limits/parse-document.ts';
import { schema } from '../../../../src/graphql/schema.ts';
import { parseConfig } from '../../../../src/roles/config.ts';
import { graphqlOptionsOf } from '../../../../src/roles/graphql-options.ts';

const everything = {
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
};

const guides = readdirSync('docs/guides').map((name) => join('docs/guides', name));

test.each<readonly [string, readonly string[]]>([
  ['the introspection of GraphiQL', [getIntrospectionQuery(everything)]],
  ['every tab of GraphiQL', graphiqlTabs.map(({ query }) => query)],
  ...['README.md', 'docs/architecture.md', ...guides].map(
    (path) => [path, documentsIn(readFileSync(path, 'utf8'))] as const,
  ),
])('the limits let pass what is in %s', async (_where, documents) => {
  const { limits } = await graphqlOptionsOf(parseConfig({}));
  const errors = documents.flatMap(
    (text) => checkDocument(schema, parseDocument(text, limits.tokens), limits).errors,
  );
  expect(errors).toEqual([]);
});

function documentsIn(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^```graphql\n(.*?)^```/gms)].map(([, text = '']) => text);
}
