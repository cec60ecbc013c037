declare const brand: unique symbol;

/** An e-mail address in the one form in which it is stored, compared and written to. */
export type EmailAddress = string & { readonly [brand]: 'EmailAddress' };

export type EmailAddressProblem = { readonly problem: string };

const maximumLength = 254; // RFC 5321, section 4.5.3.1.3, less the angle brackets
const maximumLocalLength = 64; // RFC 5321, section 4.5.3.1.1
// Composing shortens a text, but hardly to a quarter of its code units.
const longestInput = 4 * maximumLength;
const tooLong = `An e-mail address has at most ${maximumLength} bytes, ${maximumLocalLength} of them before the @.`;

/**
 * Brings an address into its stored form, so that what looks the same is the same account: compatibility
 * forms folded (NFKC, Unicode Standard Annex 15), surrounding white space removed, the name's case folded,
 * and an international domain in its ASCII form (UTS 46, non-transitional, as mail servers resolve it).
 * Returns the problem in words when the text is no address that mail could be sent to.
 *
 * @example toEmailAddress(' Zoë@Bücher.example ') // 'zoë@xn--bcher-kva.example'
 */
export function toEmailAddress(text: string): EmailAddress | EmailAddressProblem {
  const trimmed = text.trim();
  // Before any work on the text: no form of so long a text is short enough.
  if (trimmed.length > longestInput) return { problem: tooLong };
  const composed = trimmed.normalize('NFKC');
  const at = composed.lastIndexOf('@');
  const local = foldCase(composed.slice(0, Math.max(at, 0)));
  const domain = asciiDomain(composed.slice(at + 1));
  const address = `${local}@${domain ?? ''}`;
  const problem =
    findInvisible(trimmed) ?? findSyntaxProblem(at, local, domain, address) ?? findMixedScripts(local);
  return problem === undefined ? (address as EmailAddress) : { problem };
}

/**
 * Folds case letter by letter through upper case, which joins the dotless i with i, and Greek's final sigma
 * with the others. A letter whose upper case is several letters stays: ß and ss are different mailboxes.
 */
function foldCase(text: string): string {
  const upper = Array.from(text.toLowerCase(), simpleUpperCase).join('');
  // The lower case of the dotted capital I has a second dot, which is not seen on a letter with one.
  const folded = upper
    .toLowerCase()
    .replaceAll(/(\p{Soft_Dotted})\u0307+/gu, '$1')
    .normalize('NFKC');
  // What folding composes anew may fold further.
  return folded === text ? text : foldCase(folded);
}

function simpleUpperCase(letter: string): string {
  const upper = letter.toUpperCase();
  return [...upper].length === 1 ? upper : letter;
}

function asciiDomain(domain: string): string | undefined {
  if (/[\s/?#@:\\%]/u.test(domain)) return undefined;
  try {
    // UTS 46 would keep the second dot of a dotted capital I as a name that nobody can type.
    return new URL(`http://${domain.replaceAll(/\u0130\u0307*|i\u0307+/gu, 'i')}/`).hostname;
  } catch {
    // Not a host name at all, which the caller reports.
    return undefined;
  }
}

function findInvisible(text: string): string | undefined {
  return /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(text)
    ? 'An e-mail address holds no spaces, control characters or invisible characters.'
    : undefined;
}

// A dot-atom (RFC 6531, section 3.3). A combining mark that leads would be drawn on what stands before.
const localPart =
  /^(?!\p{M})[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.(?!\p{M})[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const domainLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

function findSyntaxProblem(
  at: number,
  local: string,
  domain: string | undefined,
  address: string,
): string | undefined {
  if (at < 1) return 'An e-mail address has the form name@example.com.';
  if (!localPart.test(local)) return 'The part before the @ holds characters that an address cannot have.';
  if (domain === undefined || !isDomain(domain)) return 'The part after the @ is not a domain name.';
  const bytes = new TextEncoder();
  if (bytes.encode(local).length > maximumLocalLength || bytes.encode(address).length > maximumLength) {
    return tooLong;
  }
  return undefined;
}

function isDomain(domain: string): boolean {
  const labels = domain.split('.');
  return (
    labels.length > 1 &&
    labels.every((label) => domainLabel.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
}

const lookAlikes = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
  /\p{Script=Coptic}/u,
  /\p{Script=Lisu}/u,
];

/** A name that mixes these is made to look like somebody else's (UTS 39, section 5.2). */
function findMixedScripts(local: string): string | undefined {
  return lookAlikes.filter((script) => script.test(local)).length > 1
    ? 'The part before the @ mixes alphabets that look alike.'
    : undefined;
}
