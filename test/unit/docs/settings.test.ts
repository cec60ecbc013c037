import { expect, it } from 'vitest';
import { withSettingsTable } from '../../../src/roles/cli/settings-table.ts';
import { readText } from './markdown.ts';

const page = readText('docs/settings.md');

it('lists every setting with its default and description in docs/settings.md', () => {
  expect(page, 'run `npm run settings`').toBe(withSettingsTable(page));
});

it('writes a table anew in the place of one that is out of date', () => {
  expect(withSettingsTable(page.replace('`4000`', '`5000`'))).toBe(page);
});

it('refuses a page without the marks of the table', () => {
  expect(() => withSettingsTable('# Settings')).toThrow('The page has no part between the marks');
});
