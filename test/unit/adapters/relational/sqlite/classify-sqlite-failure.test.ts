import { expect, test } from 'vitest';
import { classifySqliteFailure } from '../../../../../src/adapters/relational/sqlite/classify-sqlite-failure.ts';

const failure = (errcode: number): Error => Object.assign(new Error('of SQLite'), { errcode });

test.each([
  ['another connection writes', 5, 'collision'],
  ['another connection writes, by its longer code', 5 | (2 << 8), 'collision'],
  ['a table was replaced in that moment', 17, 'collision'],
  ['the disk is full', 13, 'unavailable'],
  ['the file is no database', 26, 'unavailable'],
  ['a constraint is violated', 19, 'other'],
])('tells what a failure means when %s', (_when, errcode, kind) => {
  expect(classifySqliteFailure(failure(errcode))).toBe(kind);
});

test('takes nothing but errors for failures', () => {
  expect(classifySqliteFailure('of SQLite')).toBe('other');
});
