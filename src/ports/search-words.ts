/**
 * The words of a text for searching, the same for every view: compatibility forms and accents folded (NFKD
 * without combining marks), case folded, split at everything that is neither letter nor digit.
 *
 * @example toSearchWords('Zoë.Müller@example.com') // ['zoe', 'muller', 'example', 'com']
 */
export function toSearchWords(text: string): readonly string[] {
  const folded = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}
