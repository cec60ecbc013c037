/** What ends a syllable, by the letters that are typed for it, from U+11A8 on. */
const tails =
  'ᄀ ᄁ ᄀᄉ ᄂ ᄂᄌ ᄂᄒ ᄃ ᄅ ᄅᄀ ᄅᄆ ᄅᄇ ᄅᄉ ᄅᄐ ᄅᄑ ᄅᄒ ᄆ ᄇ ᄇᄉ ᄉ ᄊ ᄋ ᄌ ᄎ ᄏ ᄐ ᄑ ᄒ'.split(
    ' ',
  );
const firstTail = 0x11a8;
const tail = /[\u11a8-\u11c2]/gu;

/** Vowels that are typed as two. */
const doubleVowels: Readonly<Record<string, string>> = {
  ᅪ: 'ᅩᅡ',
  ᅫ: 'ᅩᅢ',
  ᅬ: 'ᅩᅵ',
  ᅯ: 'ᅮᅥ',
  ᅰ: 'ᅮᅦ',
  ᅱ: 'ᅮᅵ',
  ᅴ: 'ᅳᅵ',
};
const doubleVowel = new RegExp(`[${Object.keys(doubleVowels).join('')}]`, 'gu');

/**
 * Decomposed Hangul as it is typed, letter by letter: whoever types 나라 has 날 before them for a moment, which is
 * then the beginning of it.
 */
export function toKeystrokes(text: string): string {
  return text
    .replaceAll(tail, (letter) => tails[letter.charCodeAt(0) - firstTail] ?? letter)
    .replaceAll(doubleVowel, (letter) => doubleVowels[letter] ?? letter);
}
