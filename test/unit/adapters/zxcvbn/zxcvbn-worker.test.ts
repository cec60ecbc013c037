import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { work } from '../../../../src/adapters/zxcvbn/zxcvbn-worker.ts';

interface Known {
  readonly email: string;
  readonly displayName: string;
}
const known: Known = { email: 'alice.smith@wonderland.example', displayName: 'Zebulon Quux' };
const stranger: Known = { email: 'bob@elsewhere.example', displayName: '' };

function estimate(password: string, { email, displayName }: Known) {
  return work({ password, email, displayName }).result;
}

describe('an estimate', () => {
  test.each([
    ['correct horse battery staple'],
    ['trombone violet hammock'],
    ['zH4!kd93Kfj#2ldk'],
    ['Straße Öl Äpfel übermorgen'],
  ])('finds %j hard to guess', (password) => {
    expect(estimate(password, known)).toEqual({ score: 4, warning: null, suggestions: [] });
  });

  test.each([
    ['passwordpassword'],
    ['p455w0rdp455w0rd'],
    ['123456789012345'],
    ['qwertyuiopasdfgh'],
    ['aaaaaaaaaaaaaaa'],
    ['abcdefghijklmnop'],
    ['januaryfebruarymarch'],
    ['letmeinletmein!!'],
    ['administrator123'],
    ['dr0wssapdr0wssap'],
  ])('finds %j easy to guess', (password) => {
    expect(estimate(password, known).score).toBeLessThan(3);
  });

  test('tells why, and what would help, in sentences', () => {
    expect(estimate('januaryfebruarymarch', known)).toEqual({
      score: 0,
      warning: 'Common character sequences like "abc" are easy to guess.',
      suggestions: [
        'Add more words that are less common.',
        'Avoid common character sequences.',
        'Use multiple words, but avoid common phrases.',
      ],
    });
  });

  test.each([
    ['the name', 'zebulonquux1865'],
    ['the address', 'alicesmith12345'],
    ['the whole address', 'alice.smith@wonderland.example'],
  ])('knows %s', (_, password) => {
    const estimated = estimate(password, known).score;
    expect(estimated).toBeLessThan(3);
    expect(estimated).toBeLessThanOrEqual(estimate(password, stranger).score);
  });

  test('says that a name is easy to guess', () => {
    expect(estimate('zebulonquux1865', known).warning).toBe(
      'Your name, your address and the name of this product are easy to guess.',
    );
  });

  test('does without a name', () => {
    expect(estimate('trombone violet hammock', { ...known, displayName: '' }).score).toBe(4);
  });

  test.each([
    ['random signs', randomBytes(768).toString('base64')],
    ['digits', BigInt(`0x${randomBytes(425).toString('hex')}`).toString()],
    ['letters like others', '4@8({[6|1!+$5'.repeat(80)],
    ['one letter', 'a'.repeat(1024)],
    ['dates', '1.1.1990'.repeat(128)],
    ['emoji', '😀'.repeat(256)],
  ])('takes bounded time for 1,024 bytes of %s', (_, password) => {
    const started = performance.now();
    estimate(password.slice(0, 1024), known);
    // Without the bounds it was up to 2,500 ms; with them 20 to 80 ms, on a machine at rest.
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  test('answers for every password and name in sentences', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(texts, texts, (password, displayName) => {
        const { score, warning, suggestions } = estimate(password, { ...known, displayName });
        expect([0, 1, 2, 3, 4]).toContain(score);
        const sentences = [...(warning === null ? [] : [warning]), ...suggestions];
        expect(sentences.filter((sentence) => !/^[A-Z].* .*\.$/.test(sentence))).toEqual([]);
      }),
    );
  });
});
