declare const brand: unique symbol;

/** An e-mail address in the one form in which it is stored, compared and written to. */
export type EmailAddress = string & { readonly [brand]: 'EmailAddress' };

export type EmailAddressProblem = { readonly problem: string };

const maximumLength = 254; // RFC 5321, section 4.5.3.1.3, less the angle brackets
const maximumLocalLength = 64; // RFC 5321, section 4.5.3.1.1

/**
 * Brings an address into its stored form, so that what looks the same is the same account: compatibility
 * forms folded (NFKC, Unicode Standard Annex 15), case folded through upper case (which also folds the
 * dotless i), surrounding white space removed, and an international domain in its ASCII form (UTS 46).
 * Returns the problem in words when the text is no address that mail could be sent to.
 */
export function toEmailAddress(text: string): EmailAddress | EmailAddressProblem {
  const folded = foldCase(text.trim());
  const at = folded.lastIndexOf('@');
  const local = folded.slice(0, Math.max(at, 0));
  const domain = asciiDomain(folded.slice(at + 1));
  const address = `${local}@${domain ?? ''}`;
  const problem =
    findInvisible(text.trim()) ?? findSyntaxProblem(at, local, domain, address) ?? findMixedScripts(local);
  return problem === undefined ? (address as EmailAddress) : { problem };
}

function foldCase(text: string): string {
  const upper = text.normalize('NFKC').toLowerCase().toUpperCase();
  // Lower case of the dotted capital I is an i with a combining dot, which looks like a plain i.
  return upper.toLowerCase().replaceAll('i\u0307', 'i').normalize('NFKC');
}

function asciiDomain(domain: string): string | undefined {
  if (/[\s/?#@:\\%]/u.test(domain)) return undefined;
  try {
    return new URL(`http://${domain}/`).hostname;
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

const localPart = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
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
    return `An e-mail address has at most ${maximumLength} bytes, ${maximumLocalLength} of them before the @.`;
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

/** A Latin name with a Cyrillic or Greek letter in it is made to look like somebody else's (UTS 39). */
function findMixedScripts(local: string): string | undefined {
  const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];
  return scripts.filter((script) => script.test(local)).length > 1
    ? 'The part before the @ mixes alphabets that look alike.'
    : undefined;
}
