import { expect, test } from 'vitest';
import { newId } from '../../../../src/adapters/crypto/new-id.ts';
import { hashRefreshToken } from '../../../../src/adapters/crypto/refresh-tokens.ts';

test('hashRefreshToken is SHA-256 in lower-case hexadecimal', () => {
  // The test vector of FIPS 180-2, appendix B.1.
  expect(hashRefreshToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('newId is a random UUID in lower case, another one each time', () => {
  const ids = Array.from({ length: 100 }, newId);
  const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(ids.filter((id) => !version4.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(100);
});
