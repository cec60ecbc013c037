import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../../src/domain/domain-error.ts';
import type { EmailAddress } from '../../../src/domain/email-address.ts';
import {
  assertHardToGuess,
  assertSubstance,
  type PasswordEstimate,
  toPassword,
} from '../../../src/domain/password-policy.ts';

const email = 'alice.smith+news@wonderland.example' as EmailAddress;
const hardToGuess: PasswordEstimate = { score: 4, warning: null, suggestions: [] };
const advice = ['Use a passphrase of several unrelated words.'];
const nameOnly = {
  code: 'WEAK_PASSWORD',
  reason: 'The password is little more than the name of this product or of your address.',
  suggestions: advice,
};

function refusalOf(check: () => void): unknown {
  try {
    check();
  } catch (error) {
    if (error instanceof DomainError) return error.refusal;
    throw error;
  }
  return undefined;
}

function judge(password: string, estimate = hardToGuess): unknown {
  return refusalOf(() => {
    assertSubstance(password, email);
    assertHardToGuess(estimate);
  });
}

describe('toPassword', () => {
  const tooLong = { problem: 'A password has at most 1024 bytes.' };

  test('lets 1,024 bytes pass and refuses one more', () => {
    expect(toPassword('x'.repeat(1024))).toBe('x'.repeat(1024));
    expect(toPassword('x'.repeat(1025))).toEqual(tooLong);
  });

  test('counts bytes of UTF-8, so that any 128 code points pass', () => {
    expect(toPassword('😀'.repeat(256))).toBe('😀'.repeat(256));
    expect(toPassword('😀'.repeat(257))).toEqual(tooLong);
    const points = fc.string({ unit: 'binary', maxLength: 128 });
    fc.assert(fc.property(points, (password) => toPassword(password) === password));
  });

  test('refuses no password for being short', () => {
    expect(toPassword('')).toBe('');
  });
});

describe('a new password', () => {
  test('refuses 14 characters and accepts 15', () => {
    expect(judge('abcdefghijklmn')).toEqual({
      code: 'WEAK_PASSWORD',
      reason: 'The password has 14 characters; it needs at least 15.',
      suggestions: advice,
    });
    expect(judge('abcdefghijklmno')).toBeUndefined();
  });

  test('counts code points', () => {
    expect(judge('😀'.repeat(14))).toMatchObject({ code: 'WEAK_PASSWORD' });
    expect(judge('😀'.repeat(15))).toBeUndefined();
  });

  test.each([
    ['spaces alone', ' '.repeat(15)],
    ['small letters alone', 'trombone violet hammock'],
    ['NUL and control characters', 'a\u0000b\u0007c'.repeat(5)],
    ['digits alone', '837465019283746'],
  ])('has no rule of composition: %s', (_, password) => {
    expect(judge(password)).toBeUndefined();
  });

  test.each([
    ["the product's name again", 'gatehousegatehouse'],
    ["the product's name in capitals", 'GATEHOUSE-2026!'],
    ["the address's name", 'alice.smith1234'],
    ["a part of the address's name, repeated", 'smithsmithsmith123'],
    ["the address's domain", 'wonderland.example'],
    ['the whole address', email],
    ['the names of product and address together', 'gatehouse-alice-2026'],
    ['several names, none of which is most of it', 'SmithAliceGatehouse1234'],
  ])('refuses %s', (_, password) => {
    expect(judge(password)).toEqual(nameOnly);
  });

  test("refuses the address's name without the number that makes it one of many", () => {
    const numbered = 'ada.lovelace1815@example.com' as EmailAddress;
    expect(refusalOf(() => assertSubstance('ada.lovelace-2026', numbered))).toEqual(nameOnly);
    expect(refusalOf(() => assertSubstance('lovelacelovelace', numbered))).toEqual(nameOnly);
  });

  test('accepts a name with enough of substance beside it', () => {
    expect(judge('gatehouse trombone violet')).toBeUndefined();
    expect(judge('alice trombone violet')).toBeUndefined();
  });

  test('passes the reason and the suggestions of the estimate on', () => {
    const estimate: PasswordEstimate = {
      score: 2,
      warning: 'This is a commonly used password.',
      suggestions: ['Add more words.'],
    };
    expect(judge('trombone violet hammock', estimate)).toEqual({
      code: 'WEAK_PASSWORD',
      reason: 'This is a commonly used password.',
      suggestions: ['Add more words.'],
    });
  });

  test('has words of its own when the estimate has none', () => {
    expect(judge('trombone violet hammock', { score: 0, warning: null, suggestions: [] })).toEqual({
      code: 'WEAK_PASSWORD',
      reason: 'The password is too easy to guess.',
      suggestions: advice,
    });
  });

  test.each([
    [0, true],
    [1, true],
    [2, true],
    [3, false],
    [4, false],
  ] as const)('a score of %i is refused: %s', (score, refused) => {
    const refusal = judge('trombone violet hammock', { score, warning: null, suggestions: [] });
    expect(refusal !== undefined).toBe(refused);
  });

  test('never tells the password', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 40 }), (password) => {
        const refusal = judge(password, { score: 0, warning: null, suggestions: [] });
        expect(JSON.stringify(refusal)).not.toContain(JSON.stringify(password).slice(1, -1));
      }),
    );
  });
});
