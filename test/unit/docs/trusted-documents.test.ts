import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseTrustedDocuments } from '../../../src/graphql/limits/parse-trusted-documents.ts';
import { schema } from '../../../src/graphql/schema.ts';
import { parseConfig } from '../../../src/roles/config.ts';
import { graphqlOptionsOf } from '../../../src/roles/graphql-options.ts';
import { temporaryFolder } from '../../support/archives.ts';

const guide = readFileSync('docs/guides/trusted-documents.md', 'utf8');

test('the script of the guide makes a file that the gateway takes', async () => {
  const folder = temporaryFolder();
  const [, script = ''] = /^```js\n(.*?)^```/ms.exec(guide) ?? [];
  writeFileSync(join(folder, 'trust.mjs'), script);
  mkdirSync(join(folder, 'operations', 'account'), { recursive: true });
  const texts = ['query Me { me { email } }\n', 'mutation Leave { logout { __typename } }\n'];
  writeFileSync(join(folder, 'operations', 'me.graphql'), texts[0] ?? '');
  writeFileSync(join(folder, 'operations', 'account', 'leave.graphql'), texts[1] ?? '');
  const [, command = ''] = /^node (trust.mjs .*)$/m.exec(guide) ?? [];
  execFileSync(process.execPath, command.split(' '), { cwd: folder });
  const { limits } = await graphqlOptionsOf(parseConfig({}));
  const json = readFileSync(join(folder, 'documents.json'), 'utf8');
  const documents = parseTrustedDocuments(json, { schema, limits });
  expect([...documents.values()].toSorted()).toEqual(texts.toSorted());
});

test('the file is read from where the guide says', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'documents.json');
  writeFileSync(path, '{}');
  await expect(graphqlOptionsOf(parseConfig({ TRUSTED_DOCUMENTS: path }))).rejects.toThrow(
    'It holds no document.',
  );
});
