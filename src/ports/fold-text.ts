import { toKeystrokes } from './hangul-keystrokes.ts';

/** Letters that are no others with a mark, and what people type for them. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ə: 'a',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ŋ: 'n',
  ŧ: 't',
  þ: 'th',
  ɓ: 'b',
  ɗ: 'd',
  ƙ: 'k',
  ƴ: 'y',
  ɛ: 'e',
  ɔ: 'o',
  // The form at the end of a word, which is amid one as soon as somebody types on.
  ς: 'σ',
  // One letter each, which Arabic, Persian and Urdu keyboards write in different ways.
  ٱ: 'ا',
  ة: 'ه',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
};
const specialLetter = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'gu');

/**
 * Marks that accent or point a letter. Others are vowels that belong to the spelling, as in Thai and the scripts of
 * India: those of the class Alphabetic, but for the points of scripts that are read without them.
 */
const accents =
  /[\p{M}--[\p{Alphabetic}--[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Inherited}]]]/gv;
/** Joiners and other characters that nobody sees, the stroke that lengthens Arabic words, and the dot of the Catalan l·l. */
const unseen = /[\p{Default_Ignorable_Code_Point}\u0640\u00b7]/gv;
const katakana = /[\u30a1-\u30f6]/gu;
const katakanaFromHiragana = 0x60;

/**
 * A text in the form in which what people take for the same is the same: compatibility forms (NFKD), accents, case and
 * kana folded, letters such as ł and ß written with plain ones, and Hangul as it is typed. The fold of the beginning of
 * a word begins the fold of the word.
 *
 * @see https://www.unicode.org/reports/tr10/ whose primary strength compares much alike
 * @example foldText('Zoë Łęcka') // 'zoe lecka'
 */
export function foldText(text: string): string {
  const folded = text
    .normalize('NFKD')
    .replaceAll(unseen, '')
    .replaceAll(accents, '')
    .toLowerCase()
    .replaceAll(specialLetter, (letter) => plainLetters[letter] ?? letter)
    .replaceAll(katakana, toHiragana);
  return toKeystrokes(folded);
}

function toHiragana(letter: string): string {
  return String.fromCharCode(letter.charCodeAt(0) - katakanaFromHiragana);
}
