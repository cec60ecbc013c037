/** Latin letters that are no others with a mark, and what people type for them. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ŋ: 'n',
  ŧ: 't',
  þ: 'th',
};
const specialLetter = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'gu');

/** Scripts that put no spaces between words, or none between family and given name. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u;

/** How much of a word that begins amid such a script is kept, in letters. */
const longestEnding = 16;
/** Words of other lengths, in letters, are found only as they are spelled. */
const [shortestSimilar, longestSimilar] = [3, 24];

/**
 * The words of a text for searching, the same for every view: compatibility forms and accents folded (NFKD without
 * combining marks), Latin letters such as ł and ß written with plain ones, case folded, split at everything that is
 * neither letter nor digit.
 *
 * @example toSearchWords('Zoë.Müller@example.com') // ['zoe', 'muller', 'example', 'com']
 */
export function toSearchWords(text: string): readonly string[] {
  const folded = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(specialLetter, (letter) => plainLetters[letter] ?? letter);
  return folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/**
 * The words under which a text is found, each once: those of `toSearchWords`, and where a script puts no spaces between words
 * what begins at any letter of it.
 *
 * @example toIndexWords('王小明') // ['王小明', '小明', '明']
 */
export function toIndexWords(text: string): readonly string[] {
  return [...new Set(toSearchWords(text).flatMap((word) => [word, ...endingsOf(word)]))];
}

function endingsOf(word: string): readonly string[] {
  const letters = [...word];
  return letters.flatMap((letter, index) =>
    index > 0 && unspaced.test(letter) ? [letters.slice(index, index + longestEnding).join('')] : [],
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
