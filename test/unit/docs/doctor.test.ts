import { expect, it } from 'vitest';
import { withExplanations } from '../../../src/roles/doctor/explanations.ts';
import { readText } from './markdown.ts';

const page = readText('docs/guides/doctor.md');

it('explains every finding of the doctor in docs/guides/doctor.md', () => {
  expect(page, 'run `npm run doctor-guide`').toBe(withExplanations(page));
});

it('refuses a page without the mark', () => {
  expect(() => withExplanations('# The doctor')).toThrow('The page has no mark');
});
