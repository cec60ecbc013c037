import { afterAll, describe, expect, test } from 'vitest';
import { type HasherOptions, type HasherPackage, type OpenHasher, openHasher } from '../support/hashers.ts';
import { describeHasherUnderLoad, median, timeOf } from './password-hasher-load.ts';

const password = 'trombone violet hammock';

/** The contract of `PasswordHasher`; `other` is another adapter, whose hashes must be readable. */
export function describePasswordHasher(name: HasherPackage, other: HasherPackage): void {
  const opened: OpenHasher[] = [];
  const open = (which: HasherPackage, options?: HasherOptions) => {
    const one = openHasher(which, options);
    opened.push(one);
    return one;
  };
  const create = (options?: HasherOptions) => open(name, options);
  const hasher = create();

  afterAll(async () => {
    await Promise.all(opened.map((one) => one.close()));
  });

  describe(`${name} hashes`, () => {
    test('as PHC strings of argon2id with the parameters of OWASP', async () => {
      const pattern = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/;
      expect(await hasher.hash(password)).toMatch(pattern);
    });

    test('with the parameters that it is given', async () => {
      const custom = create({ parameters: { memory: 12_288, passes: 3, lanes: 2 } });
      const hash = await custom.hash(password);
      expect(hash).toMatch(/^\$argon2id\$v=19\$m=12288,t=3,p=2\$/);
      expect(await hasher.verify(hash, password)).toBe(true);
    });

    test('with a fresh salt each time', async () => {
      const hashes = await Promise.all([hasher.hash(password), hasher.hash(password)]);
      expect(new Set(hashes).size).toBe(2);
    });

    test('so that another adapter reads them, and reads those of another', async () => {
      const another = open(other);
      const ours = await hasher.hash(password);
      const theirs = await another.hash(password);
      expect(await another.verify(ours, password)).toBe(true);
      expect(await another.verify(ours, `${password} `)).toBe(false);
      expect(await hasher.verify(theirs, password)).toBe(true);
      expect(await hasher.verify(theirs, `${password} `)).toBe(false);
    });

    test.each([
      ['too little memory', { memory: 19_455, passes: 2, lanes: 1 }],
      ['too few passes', { memory: 19_456, passes: 1, lanes: 1 }],
      ['no lane', { memory: 19_456, passes: 2, lanes: 0 }],
      ['more memory than a machine has', { memory: 2 ** 32 - 1, passes: 2, lanes: 1 }],
      ['passes without an end', { memory: 19_456, passes: 2 ** 31, lanes: 1 }],
      ['half a pass', { memory: 19_456, passes: 2.5, lanes: 1 }],
    ])('with no unsafe parameters: %s', (_, parameters) => {
      expect(() => create({ parameters })).toThrow(RangeError);
    });
  });

  describe(`${name} tells apart`, () => {
    test.each([
      ['a password and another', password, 'trombone violet hammocc'],
      ['the empty password and a space', '', ' '],
      ['capitals', password, password.toUpperCase()],
      ['trailing white space', password, `${password}\n`],
      ['the 73rd byte', `${'x'.repeat(72)}a`, `${'x'.repeat(72)}b`],
      ['the 1,024th byte', `${'x'.repeat(1023)}a`, `${'x'.repeat(1023)}b`],
      ['what stands behind NUL', 'before\u0000after, and more', 'before\u0000other, and more'],
      ['NUL and nothing', 'before\u0000', 'before'],
      [
        'composed and decomposed letters',
        'caf\u00e9 caf\u00e9 caf\u00e9',
        'cafe\u0301 cafe\u0301 cafe\u0301',
      ],
      ['full-width letters', 'trombone', 'ｔｒｏｍｂｏｎｅ'],
      ['emoji', '🎺🎺🎺', '🎺🎺🎷'],
    ])('%s', async (_, right, wrong) => {
      const hash = await hasher.hash(right);
      expect(await Promise.all([hasher.verify(hash, right), hasher.verify(hash, wrong)])).toEqual([
        true,
        false,
      ]);
    });
  });

  describe(`${name} refuses what is no argon2id hash, without showing it:`, () => {
    const salt = 'c2FsdHNhbHRzYWx0c2FsdA';
    const digest = 'ycEwEk2jO7rF1NdGnxBaTDAhRPtM8Y5CYpxzZcFqS9I';
    test.each([
      ['the empty text', ''],
      ['a plain text', 'trombone violet hammock'],
      ['a hash of bcrypt', '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW'],
      ['a hash of argon2d', `$argon2d$v=19$m=19456,t=2,p=1$${salt}$${digest}`],
      ['an older version', `$argon2id$v=16$m=19456,t=2,p=1$${salt}$${digest}`],
      ['no version', `$argon2id$m=19456,t=2,p=1$${salt}$${digest}`],
      ['no digest', `$argon2id$v=19$m=19456,t=2,p=1$${salt}`],
      ['a digest of three bytes', `$argon2id$v=19$m=19456,t=2,p=1$${salt}$AAAA`],
      ['a digest cut off', `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${digest.slice(0, -1)}`],
      ['a line break behind', `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${digest}\n`],
      ['no memory', `$argon2id$v=19$m=0,t=2,p=1$${salt}$${digest}`],
      ['no pass', `$argon2id$v=19$m=19456,t=0,p=1$${salt}$${digest}`],
      ['4 TiB of memory', `$argon2id$v=19$m=4294967295,t=2,p=1$${salt}$${digest}`],
    ])('%s', async (_, stored) => {
      const failure = await hasher.verify(stored, password).catch((error: unknown) => error);
      expect(failure).toEqual(
        new Error('The stored password hash is no argon2id hash that can be verified here.'),
      );
    });
  });

  describe(`${name} answers for an unknown user`, () => {
    test('with false, whatever the password', async () => {
      const passwords = ['', password, 'x'.repeat(1024)];
      const answers = await Promise.all(passwords.map((text) => hasher.verify(null, text)));
      expect(answers).toEqual([false, false, false]);
    });

    test('in the time of a known one', async () => {
      const hash = await hasher.hash(password);
      const known: number[] = [];
      const unknown: number[] = [];
      for (let round = 0; round < 31; round += 1) {
        known.push(await timeOf(() => hasher.verify(hash, 'a wrong password')));
        unknown.push(await timeOf(() => hasher.verify(null, 'a wrong password')));
      }
      // Without the decoy the answer would come in well under a tenth of the time.
      const ratio = median(unknown) / median(known);
      expect(ratio).toBeGreaterThan(0.6);
      expect(ratio).toBeLessThan(1.7);
    });

    test('in no less time than for a known one whose hash is older and cheaper', async () => {
      const dearer = create({ parameters: { memory: 65_536, passes: 3, lanes: 1 }, threads: 1 });
      const old = await hasher.hash(password);
      const known: number[] = [];
      const unknown: number[] = [];
      for (let round = 0; round < 11; round += 1) {
        known.push(await timeOf(() => dearer.verify(old, 'a wrong password')));
        unknown.push(await timeOf(() => dearer.verify(null, 'a wrong password')));
      }
      // It would be a fifth of the time, were the cheap hash all that is made.
      const ratio = median(known) / median(unknown);
      expect(ratio).toBeGreaterThan(0.7);
      expect(ratio).toBeLessThan(1.9);
    });

    test('from the first call on', async () => {
      const hash = await hasher.hash(password);
      const known: number[] = [];
      const first: number[] = [];
      for (let round = 0; round < 15; round += 1) {
        const fresh = hasher.again();
        known.push(await timeOf(() => hasher.verify(hash, password)));
        first.push(await timeOf(() => fresh.verify(null, password)));
      }
      expect(median(first) / median(known)).toBeLessThan(1.7);
    });
  });

  describe(`${name} finds a hash outdated`, () => {
    test.each([
      ['with the same parameters', { memory: 19_456, passes: 2, lanes: 1 }, false],
      ['with less memory', { memory: 12_288, passes: 3, lanes: 1 }, true],
      ['with more memory', { memory: 20_480, passes: 2, lanes: 1 }, true],
      ['with more passes', { memory: 19_456, passes: 3, lanes: 1 }, true],
      ['with more lanes', { memory: 19_456, passes: 2, lanes: 2 }, true],
    ])('%s: %o, %s', async (_, parameters, isOutdated) => {
      const stored = await create({ parameters, threads: 1 }).hash(password);
      expect(hasher.isOutdated(stored)).toBe(isOutdated);
      expect(await hasher.verify(stored, password)).toBe(true);
    });

    test('but not what is no hash at all', () => {
      expect(() => hasher.isOutdated('trombone violet hammock')).toThrow(
        'The stored password hash is no argon2id hash that can be verified here.',
      );
    });
  });

  describeHasherUnderLoad(name, create);
}
