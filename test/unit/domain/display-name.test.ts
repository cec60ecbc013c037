import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toDisplayName } from '../../../src/domain/display-name.ts';

const invisible = { problem: 'A display name holds no control or invisible characters.' };
const tooLong = { problem: 'A display name has at most 100 characters.' };

describe('brings a name into its stored form', () => {
  test.each([
    ['none', undefined, null],
    ['null', null, null],
    ['an empty name is none', '', null],
    ['white space alone is none', ' \t\n\u3000', null],
    ['as it is', 'Zoë Müller', 'Zoë Müller'],
    ['trimmed', '  Alice\n', 'Alice'],
    ['runs of white space as one space', 'Alice \t\u2003\r\n Smith', 'Alice Smith'],
    ['composed', 'Zoe\u0308', 'Zoë'],
    ['capitals and full-width letters stay', 'ＡlicE', 'ＡlicE'],
    ['letters of any script', '李 小龍 Ольга علي', '李 小龍 Ольга علي'],
    ['a joiner between letters that need one', 'می\u200cخواهم', 'می\u200cخواهم'],
    ['an emoji of several', '👩\u200d🔬 Ada ❤\ufe0f', '👩\u200d🔬 Ada ❤\ufe0f'],
    ['signs', "O'Neil-Smith, Jr. (he/him) <b>", "O'Neil-Smith, Jr. (he/him) <b>"],
  ])('%s', (_, text, stored) => {
    expect(toDisplayName(text)).toBe(stored);
  });
});

describe('refuses, in words,', () => {
  test.each([
    ['NUL', 'Al\u0000ice'],
    ['an escape sequence', '\u001b[31mAlice'],
    ['next line', 'Alice\u0085Smith'],
    ['a zero-width space', 'Al\u200bice'],
    ['a right-to-left override', 'Alice\u202egpj.exe'],
    ['an isolate', 'Alice\u2066'],
    ['an Arabic letter mark', 'Alice\u061c'],
    ['a soft hyphen', 'Al\u00adice'],
    ['a Hangul filler', '\u3164'],
    ['a half-width Hangul filler', 'Alice\uffa0'],
    ['a Mongolian vowel separator', 'Al\u180eice'],
    ['a combining grapheme joiner', 'Al\u034fice'],
    ['text hidden in tag characters', 'Alice\u{e0041}\u{e0042}'],
    ['Braille without dots', '\u2800'],
    ['a private-use character', 'Alice\ue000'],
    ['half a surrogate pair', 'Alice\ud83d'],
    ['joiners alone', '\u200d\u200c'],
    ['a variation selector alone', '\ufe0f'],
    ['a combining mark alone', '\u0301'],
  ])('%s', (_, text) => {
    expect(toDisplayName(text)).toEqual(invisible);
  });

  test('more than 100 characters, counted as code points of the stored form', () => {
    expect(toDisplayName('😀'.repeat(100))).toBe('😀'.repeat(100));
    expect(toDisplayName('😀'.repeat(101))).toEqual(tooLong);
    expect(toDisplayName(`  ${'e\u0301'.repeat(100)}  `)).toBe('é'.repeat(100));
    expect(toDisplayName('x'.repeat(1_000_000))).toEqual(tooLong);
  });
});

test('every stored name is its own stored form, short and without anything unseen', () => {
  const letters = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 10 }),
    fc.constantFrom(' ', '\u00a0', '\u2003', '\u200d', '\ufe0f', '\u0301', 'e', '👩'),
  );
  const names = fc.array(letters, { maxLength: 30 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(names, (text) => {
      const name = toDisplayName(text);
      if (typeof name !== 'string') return;
      expect(toDisplayName(name)).toBe(name);
      expect([...name].length).toBeLessThanOrEqual(100);
      expect(name).not.toMatch(/\p{Cc}|\p{Cs}|^\s|\s$|\s\s/u);
    }),
    { numRuns: 2_000 },
  );
});
