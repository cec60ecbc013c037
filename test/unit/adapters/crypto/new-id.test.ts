import { expect, test } from 'vitest';
import { newId } from '../../../../src/adapters/crypto/new-id.ts';

test('newId is a random UUID in lower case, another one each time', () => {
  const ids = Array.from({ length: 100 }, newId);
  const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(ids.filter((id) => !version4.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(100);
});
