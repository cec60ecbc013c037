const maximumLength = 100;

export type DisplayNameProblem = { readonly problem: string };

/**
 * Brings a display name into its stored form: composed (NFC), trimmed, runs of white space as one space; an
 * empty one is none. Returns the problem in words when it is too long or holds invisible characters.
 */
export function toDisplayName(text: string | null | undefined): string | null | DisplayNameProblem {
  if (text === null || text === undefined) return null;
  const name = text.normalize('NFC').trim().replaceAll(/\s+/gu, ' ');
  // Joiners (U+200C, U+200D) are part of how some scripts and emoji are written.
  if (/[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u.test(name)) {
    return { problem: 'A display name holds no control or invisible characters.' };
  }
  if ([...name].length > maximumLength) {
    return { problem: `A display name has at most ${maximumLength} characters.` };
  }
  return name === '' ? null : name;
}
