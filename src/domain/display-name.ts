const maximumLength = 100;

export type DisplayNameProblem = { readonly problem: string };

/** Parts of how some scripts and emoji are written: the joiners, and the choice of a text or emoji form. */
const joiners = /\u200c|\u200d|\ufe0e|\ufe0f/gu;
// U+2800 is a Braille pattern without dots.
const unseen = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u;
const seen = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * Brings a display name into its stored form: composed (NFC), trimmed, runs of white space as one space; an
 * empty one is none. Returns the problem in words when it is too long or holds invisible characters.
 */
export function toDisplayName(text: string | null | undefined): string | null | DisplayNameProblem {
  if (text === null || text === undefined) return null;
  const name = text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();
  if (name === '') return null;
  if ([...name].length > maximumLength) {
    return { problem: `A display name has at most ${maximumLength} characters.` };
  }
  if (unseen.test(name.replaceAll(joiners, '')) || !seen.test(name)) {
    return { problem: 'A display name holds no control or invisible characters.' };
  }
  return name;
}
