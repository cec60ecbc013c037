import type { WantedWord } from '../relational-database.ts';

/** Few enough for one query of an index. */
const chunkSize = 100;

/** Words to be looked for together, the longest first: they are the rarest, and leave little to compare with the rest. */
export function chunksOfWords(words: readonly WantedWord[]): readonly (readonly WantedWord[])[] {
  const sorted = words.toSorted((a, b) => b.beginning.length - a.beginning.length);
  const count = Math.ceil(sorted.length / chunkSize);
  return Array.from({ length: count }, (_, i) => sorted.slice(i * chunkSize, (i + 1) * chunkSize));
}
