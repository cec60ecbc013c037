import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toEmailAddress } from '../../../src/domain/email-address.ts';

const invisible = {
  problem: 'An e-mail address holds no spaces, control characters or invisible characters.',
};
const notAName = { problem: 'The part before the @ holds characters that an address cannot have.' };
const notADomain = { problem: 'The part after the @ is not a domain name.' };
const noForm = { problem: 'An e-mail address has the form name@example.com.' };
const tooLong = { problem: 'An e-mail address has at most 254 bytes, 64 of them before the @.' };
const mixed = { problem: 'The part before the @ mixes alphabets that look alike.' };

describe('brings addresses that look the same into one form', () => {
  test.each([
    ['as it is stored', 'alice@example.com', 'alice@example.com'],
    ['capitals', 'ALICE@EXAMPLE.COM', 'alice@example.com'],
    ['surrounding white space', '\u3000\t alice@example.com\r\n', 'alice@example.com'],
    ['full-width letters', 'ａｌｉｃｅ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'alice@example.com'],
    ['an ideographic full stop', 'alice@example\u3002com', 'alice@example.com'],
    ['the Kelvin sign', '\u212Aate@\u212Aent.example', 'kate@kent.example'],
    ['the long s', 'ru\u017Fty@example.com', 'rusty@example.com'],
    ['a ligature', 'o\uFB00@example.com', 'off@example.com'],
    ['mathematical letters', '𝐚𝓵𝖎𝚌𝒆@example.com', 'alice@example.com'],
    ['the dotless i in a name', 'al\u0131ce@example.com', 'alice@example.com'],
    ['the dotted capital I', 'AL\u0130CE@\u0130STANBUL.EXAMPLE', 'alice@istanbul.example'],
    ['an i with dots on it', 'al\u0069\u0307\u0307ce@i\u0307.example', 'alice@i.example'],
    ['a j with a dot on it', 'j\u0307an@example.com', 'jan@example.com'],
    ['a dotless i with a dot above and a dot below', '\u0131\u0323\u0307@example.com', '\u1ECB@example.com'],
    ['letters with their accents apart', 'zoe\u0308@example.com', 'zo\u00EB@example.com'],
    ['any of the three sigmas', 'ΝΙΚΟΣ@example.com', 'νικος@example.com'],
    ['a sigma that is not final', 'νικοσ@example.com', 'νικος@example.com'],
    ['a domain in its own letters', 'alice@BÜCHER.example', 'alice@xn--bcher-kva.example'],
    ['a domain in ASCII form', 'alice@XN--BCHER-KVA.example', 'alice@xn--bcher-kva.example'],
    ['a domain of another script', 'a@例え.jp', 'a@xn--r8jz45g.jp'],
  ])('%s', (_, text, stored) => {
    expect(toEmailAddress(text)).toBe(stored);
  });
});

describe('keeps apart what mail servers keep apart', () => {
  test.each([
    ['a sharp s in the domain, which is another domain', 'a@straße.example', 'a@xn--strae-oqa.example'],
    ['a dotless i in the domain, which is another domain', 'a@ışık.example', 'a@xn--k-ekaa7p.example'],
    ['a final sigma in the domain', 'a@νικος.example', 'a@xn--uxachkp.example'],
    ['a sharp s in the name', 'Straße@example.com', 'straße@example.com'],
    ['a tag behind a plus', 'alice+news@example.com', 'alice+news@example.com'],
    ['dots in the name', 'a.l.i.c.e@example.com', 'a.l.i.c.e@example.com'],
    [
      'every sign that a name may have',
      "a!#$%&'*+/=?^_`{|}~-z@example.com",
      "a!#$%&'*+/=?^_`{|}~-z@example.com",
    ],
    ['a name of another script', 'Алиса@example.com', 'алиса@example.com'],
  ])('%s', (_, text, stored) => {
    expect(toEmailAddress(text)).toBe(stored);
  });
});

describe('refuses, in words,', () => {
  test.each([
    ['nothing', '', noForm],
    ['white space alone', ' \t\n', noForm],
    ['no @', 'alice.example.com', noForm],
    ['no name', '@example.com', noForm],
    ['two @', 'alice@evil.example@example.com', notAName],
    ['a dot first', '.alice@example.com', notAName],
    ['a dot last', 'alice.@example.com', notAName],
    ['two dots together', 'a..b@example.com', notAName],
    ['a quoted name', '"alice"@example.com', notAName],
    ['a name with angle brackets', 'x<alice@example.com', notAName],
    ['a list of addresses', 'alice@example.com,bob@example.com', notAName],
    ['a combining mark first', '\u0301alice@example.com', notAName],
    ['a combining mark behind a dot', 'a.\u0301lice@example.com', notAName],
    ['no domain', 'alice@', notADomain],
    ['a domain of one label', 'alice@localhost', notADomain],
    ['an IPv4 address', 'alice@127.0.0.1', notADomain],
    ['a full-width IPv4 address', 'alice@１２７.0.0.1', notADomain],
    ['an IPv4 address in short', 'alice@127.1', notADomain],
    ['an address literal', 'alice@[127.0.0.1]', notADomain],
    ['an IPv6 literal', 'alice@[IPv6:::1]', notADomain],
    ['a port', 'alice@example.com:25', notADomain],
    ['a path', 'alice@example.com/x', notADomain],
    ['a full-width path', 'alice@example.com／x', notADomain],
    ['a percent escape', 'alice@ex%61mple.com', notADomain],
    ['a dot at the end', 'alice@example.com.', notADomain],
    ['an empty label', 'alice@example..com', notADomain],
    ['a hyphen first in a label', 'alice@-example.com', notADomain],
    ['an underscore in a label', 'alice@ex_ample.com', notADomain],
    ['a label of 64 letters', `alice@${'a'.repeat(64)}.com`, notADomain],
    ['a space', 'al ice@example.com', invisible],
    ['a line break and a header', 'alice@example.com\r\nBcc: bob@example.com', invisible],
    ['NUL', 'alice@example.com\u0000.evil.example', invisible],
    ['NUL at the end', 'alice@example.com\u0000', invisible],
    ['a control character', 'al\u001bice@example.com', invisible],
    ['a zero-width space', 'al\u200bice@example.com', invisible],
    ['a zero-width joiner', 'al\u200dice@example.com', invisible],
    ['a byte order mark inside', 'al\ufeffice@example.com', invisible],
    ['a soft hyphen', 'alice@exam\u00adple.com', invisible],
    ['a right-to-left override', 'alice\u202e@example.com', invisible],
    ['a variation selector', 'alice\ufe0f@example.com', invisible],
    ['a Hangul filler', 'alice\u3164@example.com', invisible],
    ['a tag character', 'alice\u{e0041}@example.com', invisible],
    ['half a surrogate pair', 'alice\ud800@example.com', invisible],
    ['Latin and Cyrillic mixed', '\u0430lice@example.com', mixed],
    ['Latin and Greek mixed', 'alice\u03bf@example.com', mixed],
    ['Latin and Cherokee mixed', '\u13a0lice@example.com', mixed],
    ['Cyrillic and Greek mixed', '\u0430\u03bf@example.com', mixed],
  ])('%s', (_, text, problem) => {
    expect(toEmailAddress(text)).toEqual(problem);
  });
});

describe('counts bytes of UTF-8 in the stored form', () => {
  const labels = `${'b'.repeat(63)}.${'c'.repeat(63)}.`;

  test('64 before the @ pass, 65 do not', () => {
    expect(toEmailAddress(`${'a'.repeat(64)}@example.com`)).toBe(`${'a'.repeat(64)}@example.com`);
    expect(toEmailAddress(`${'a'.repeat(65)}@example.com`)).toEqual(tooLong);
  });

  test('a letter of two bytes counts twice', () => {
    expect(toEmailAddress(`${'é'.repeat(32)}@example.com`)).toBe(`${'é'.repeat(32)}@example.com`);
    expect(toEmailAddress(`${'é'.repeat(33)}@example.com`)).toEqual(tooLong);
  });

  test('254 in all pass, 255 do not', () => {
    const longest = `${'a'.repeat(64)}@${labels}${'d'.repeat(254 - 65 - labels.length - 4)}.com`;
    expect(longest).toHaveLength(254);
    expect(toEmailAddress(longest)).toBe(longest);
    expect(toEmailAddress(longest.replace('.com', 'd.com'))).toEqual(tooLong);
  });

  test('a ligature of four letters counts as the four', () => {
    expect(toEmailAddress(`${'\uFDF2'.repeat(8)}@example.com`)).toBe(`${'الله'.repeat(8)}@example.com`);
    expect(toEmailAddress(`${'\uFDF2'.repeat(9)}@example.com`)).toEqual(tooLong);
  });

  test('a megabyte is refused before it is looked at', () => {
    const started = performance.now();
    expect(toEmailAddress(`${'\uFDFA'.repeat(1_000_000)}@example.com`)).toEqual(tooLong);
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe('for every text', () => {
  // Letters that fold, decompose, combine or hide, and the signs with a meaning in an address or a URL.
  const odd = [...'iIıİſKÅσςΣßẞǰΐﬀŉͅ\u0307\u0308\u0323\u0345\u200d\u0000@@..-%/[]:аοꙋ１．＠。'];
  const letters = fc.oneof(
    fc.constantFrom(...odd),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
  );
  const words = fc.array(letters, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
  const texts = fc.oneof(
    words,
    fc.tuple(words, words).map(([name, domain]) => `${name}@${domain}.com`),
    words.map((name) => `${name}@example.com`),
    words.map((label) => `alice@${label}.example`),
  );
  const accepted = texts.filter((text) => typeof toEmailAddress(text) === 'string');
  const runs = { numRuns: 5_000 };

  test('the stored form is its own stored form', () => {
    fc.assert(
      fc.property(accepted, (text) => {
        const stored = String(toEmailAddress(text));
        expect(toEmailAddress(stored)).toBe(stored);
      }),
      runs,
    );
  });

  test('the stored form is short, visible, folded and has an ASCII domain', () => {
    fc.assert(
      fc.property(accepted, (text) => {
        const stored = String(toEmailAddress(text));
        expect(Buffer.byteLength(stored)).toBeLessThanOrEqual(254);
        expect(stored).toMatch(/^[^@\s]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z-][a-z0-9-]*$/);
        expect(stored).not.toMatch(/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u);
        expect(stored).toBe(stored.normalize('NFKC').toLowerCase());
      }),
      runs,
    );
  });

  test('it answers with an address or a problem and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const answer = toEmailAddress(text);
        expect(typeof answer === 'string' || answer.problem.length > 0).toBe(true);
      }),
    );
  });

  test('case makes no difference to an address in ASCII', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9]{1,20}$/);
    fc.assert(
      fc.property(name, (text) => {
        const stored = toEmailAddress(`${text}@example.com`);
        expect(toEmailAddress(`${text.toUpperCase()}@EXAMPLE.COM`)).toBe(stored);
        expect(toEmailAddress(`${text.toLowerCase()}@Example.com`)).toBe(stored);
      }),
    );
  });

  test('no letter of Unicode differs from its own upper or lower case, where that is one letter', () => {
    const points = Array.from({ length: 0x20000 - 0x21 }, (_, index) => String.fromCodePoint(0x21 + index));
    const differing = points.filter((letter) => {
      const stored = toEmailAddress(`${letter}@example.com`);
      const cased = [letter.toUpperCase(), letter.toLowerCase()].filter((text) => [...text].length === 1);
      const others = cased.map((text) => toEmailAddress(`${text}@example.com`));
      return typeof stored === 'string' && others.some((other) => other !== stored);
    });
    expect(differing).toEqual([]);
  });
});
