import { expect, test } from 'vitest';
import { createSecrets } from '../../../../src/adapters/crypto/secrets.ts';

const masterKey = Buffer.alloc(32, 7);
const { requestSecrets } = createSecrets(masterKey);
const key = '8e03978e-40d5-43dd-bc93-6894a57f9324';
const broken = new Error('What is remembered of a request was sealed with other keys, or changed since.');

test('a name is the same for the same key and parts, and tells neither', () => {
  const name = requestSecrets(key).nameOf(['login', 'nobody']);
  expect(name).toMatch(/^[0-9a-f]{64}$/);
  expect(createSecrets(masterKey).requestSecrets(key).nameOf(['login', 'nobody'])).toBe(name);
});

test('names differ by key, by master key, and by every part and its place', () => {
  const names = [
    requestSecrets(key).nameOf(['login', 'nobody']),
    requestSecrets(key).nameOf(['nobody', 'login']),
    requestSecrets(key).nameOf(['loginnobody']),
    requestSecrets(key).nameOf(['login","nobody']),
    requestSecrets(`${key}!`).nameOf(['login', 'nobody']),
    createSecrets(Buffer.alloc(32, 8)).requestSecrets(key).nameOf(['login', 'nobody']),
  ];
  expect(new Set(names).size).toBe(names.length);
});

test('what is sealed opens again, and never looks the same', () => {
  const { seal, open } = requestSecrets(key);
  const sealed = [seal('trombone', 'a name'), seal('trombone', 'a name')];
  expect(sealed.map((text) => open(text, 'a name'))).toEqual(['trombone', 'trombone']);
  expect(sealed[0]).not.toBe(sealed[1]);
});

test('neither the master key alone, nor the idempotency key alone, nor another name opens it', () => {
  const sealed = requestSecrets(key).seal('trombone', 'a name');
  expect(() => requestSecrets('another-key-of-a-client').open(sealed, 'a name')).toThrow(broken);
  expect(() => requestSecrets('').open(sealed, 'a name')).toThrow(broken);
  const elsewhere = createSecrets(Buffer.alloc(32, 8)).requestSecrets(key);
  expect(() => elsewhere.open(sealed, 'a name')).toThrow(broken);
  expect(() => requestSecrets(key).open(sealed, 'another name')).toThrow(broken);
  expect(() => requestSecrets(key).open(sealed.slice(0, -4), 'a name')).toThrow(broken);
  expect(() => requestSecrets(key).open('', 'a name')).toThrow(broken);
});
