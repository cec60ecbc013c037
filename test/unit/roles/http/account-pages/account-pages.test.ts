import { isUnionType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { parseTrustedDocuments } from '../../../../../src/graphql/limits/parse-trusted-documents.ts';
import { schema } from '../../../../../src/graphql/schema.ts';
import {
  accountPageDocuments,
  accountPageDocumentsByHash,
} from '../../../../../src/roles/http/account-pages/account-page-documents.ts';
import { linkedPages, requestingPages } from '../../../../../src/roles/http/account-pages/account-pages.ts';
import { renderAccountPage } from '../../../../../src/roles/http/account-pages/render-account-page.ts';

const pages = Object.entries({ ...linkedPages, ...requestingPages });

describe('the documents of the account pages', () => {
  it('keep to the tightest limits that an operator can set', () => {
    const limits = { depth: 5, aliases: 0, directives: 0, tokens: 100, cost: 100 };
    const json = JSON.stringify(Object.fromEntries(accountPageDocumentsByHash));
    expect(parseTrustedDocuments(json, { schema, limits })).toEqual(accountPageDocumentsByHash);
    expect(accountPageDocumentsByHash.size).toBe(Object.keys(accountPageDocuments).length);
  });
});

describe.each(pages)('%s', (_path, page) => {
  it('has words for everything that its mutation answers', () => {
    const html = renderAccountPage(page, { byHash: false });
    const shown = Array.from(html.matchAll(/<section id="(\w+)"/g), ([, name]) => name);
    const possible = membersOf(page.mutation).map((name) => (name.endsWith('Success') ? 'success' : name));
    expect(possible.filter((name) => !shown.includes(name))).toEqual([]);
  });

  it('sends a hash in the place of the text where texts are refused', () => {
    const html = renderAccountPage(page, { byHash: true });
    const [, request = ''] = /data-request="([^"]*)"/.exec(html) ?? [];
    const { documentId, ...rest } = JSON.parse(request.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
    expect(rest).toEqual({});
    expect(accountPageDocumentsByHash.get(documentId)).toBe(accountPageDocuments[page.mutation]);
  });

  it('gives no name twice', () => {
    const html = renderAccountPage(page, { byHash: false });
    const ids = Array.from(html.matchAll(/ id="(\w+)"/g), ([, id]) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });
});

function membersOf(mutation: string): readonly string[] {
  const result = schema.getMutationType()?.getFields()[mutation]?.type;
  const union = result && 'ofType' in result ? result.ofType : result;
  if (!isUnionType(union)) throw new Error(`The schema has no union of ${mutation}.`);
  return union.getTypes().map(({ name }) => name);
}
