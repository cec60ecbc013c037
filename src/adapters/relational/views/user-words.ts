import { toIndexWords, toSimilarForms } from '../../../ports/search-words.ts';
import type { UserDocument } from '../../../ports/user-view.ts';

/** The distinct words of the address and the name. */
export function wordsOf(
  { email, displayName }: Pick<UserDocument, 'email' | 'displayName'>,
  split: (text: string) => readonly string[] = toIndexWords,
): readonly string[] {
  return [...new Set([...split(email ?? ''), ...split(displayName ?? '')])];
}

/** The words, and behind a tilde the forms that similar words share with them. */
export function toTerms(words: string): string {
  const forms = new Set(words.split(' ').flatMap(toSimilarForms));
  return [words, ...[...forms].map((form) => `~${form}`)].join(' ');
}

/** As words were split in shape 1, in which they stand until a rebuild. */
export function splitInShapeOne(text: string): readonly string[] {
  const folded = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}
