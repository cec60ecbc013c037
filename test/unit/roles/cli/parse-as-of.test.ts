import { expect, it } from 'vitest';
import { parseAsOf } from '../../../../src/roles/cli/parse-as-of.ts';

const now = Date.UTC(2026, 1, 1, 12);

it.each([
  ['2026-01-31', Date.UTC(2026, 0, 31)],
  ['2026-02-01T11:59:45Z', now - 15_000],
  ['2026-02-01T12:59:45.000+01:00', now - 15_000],
])('takes %s, at which nothing is added any more', (text, instant) => {
  expect(parseAsOf(text, now)).toBe(instant);
});

it.each([
  ['2026-02-01T11:59:45.001Z', 'It has just been'],
  ['2026-02-01T12:00:00.001Z', 'It is in the future'],
  ['2026-02-30', 'It is no date'],
])('refuses %s', (text, words) => {
  expect(() => parseAsOf(text, now)).toThrow(words);
});
