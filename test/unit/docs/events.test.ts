import { expect, it } from 'vitest';
import { withEvents } from '../../../src/roles/cli/events-page.ts';
import { readText } from './markdown.ts';

const page = readText('docs/events.md');

it('lists every event with its fields in docs/events.md', () => {
  expect(page, 'run `npm run events`').toBe(withEvents(page));
});

it('writes anew what is out of date', () => {
  expect(withEvents(page.replace('`displayName`', '`nickname`'))).toBe(page);
});
