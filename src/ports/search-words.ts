import { foldText } from './fold-text.ts';

/** Scripts that put no spaces between words, or none between family and given name. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const mark = /\p{M}/u;
const hangulConsonant = /[\u1100-\u1112]/u;
const hangulVowel = /[\u1161-\u1175]/u;

/** All else separates words, the modifier letters too that stand for apostrophes. */
const separators = /[[^\p{L}\p{N}\p{M}][\u02b9-\u02ff]]+/v;

/** In letters. What follows in a word is not looked at. */
const longestWord = 128;
/** How much of a word that begins amid such a script is kept, in letters, and of how many such words in one text. */
const [longestEnding, mostEndings] = [16, 32];
/** Words of other lengths, in letters, are found only as they are spelled. */
const [shortestSimilar, longestSimilar] = [3, 24];

/**
 * The words of a text for searching, the same for every view: folded (`foldText`) and split at everything that is no
 * letter, digit or vowel sign. A word has at most 128 letters, and is cut there.
 *
 * @example toSearchWords('Zoë.Müller@example.com') // ['zoe', 'muller', 'example', 'com']
 */
export function toSearchWords(text: string): readonly string[] {
  return foldText(text)
    .split(separators)
    .filter((word) => word !== '')
    .map((word) => (word.length > longestWord ? [...word].slice(0, longestWord).join('') : word));
}

/**
 * The words under which a text is found, each once: those of `toSearchWords`, and where a script puts no spaces between words
 * what begins at any letter of it, or at any syllable of Hangul. Of the latter the first 32, with 16
 * letters each: so what somebody calls themselves takes 5 kB at the most, and 40 kB with all its forms.
 *
 * @example toIndexWords('王小明') // ['王小明', '小明', '明']
 */
export function toIndexWords(text: string): readonly string[] {
  const words = toSearchWords(text);
  return [...new Set([...words, ...words.flatMap(endingsOf).slice(0, mostEndings)])];
}

function endingsOf(word: string): readonly string[] {
  const letters = [...word];
  return letters.flatMap((_, index) =>
    index > 0 && mayBegin(letters, index) ? [letters.slice(index, index + longestEnding).join('')] : [],
  );
}

function mayBegin(letters: readonly string[], index: number): boolean {
  const [letter = '', next = ''] = letters.slice(index, index + 2);
  return (
    (unspaced.test(letter) && !mark.test(letter)) || (hangulConsonant.test(letter) && hangulVowel.test(next))
  );
}

/**
 * The forms of a word by which it is found in spite of a small mistake: the word, and the word without any one of its
 * letters. Two words that share a form are similar: they are the same but for one letter that is wrong, missing, added or
 * moved. No forms for words of fewer than 3 or more than 24 letters.
 *
 * @see https://doi.org/10.1007/978-3-642-23941-0_7 on the deletion neighbourhood, after Mor and Fraenkel
 * @example toSimilarForms('anne') // ['anne', 'nne', 'ane', 'ann']
 */
export function toSimilarForms(word: string): readonly string[] {
  const letters = [...word];
  if (letters.length < shortestSimilar || letters.length > longestSimilar) return [];
  if (letters.length === shortestSimilar) return [word];
  return [...new Set([word, ...letters.map((_, index) => letters.toSpliced(index, 1).join(''))])];
}
