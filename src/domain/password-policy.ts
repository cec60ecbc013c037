import { DomainError } from './domain-error.ts';
import type { EmailAddress } from './email-address.ts';

/** OWASP ASVS 5.0.0, 6.2.1, and NIST SP 800-63B-4: the shortest password where it is the only factor. */
const minimumPasswordLength = 15;
/** In bytes of UTF-8: bounds the work of one hash, and lets any 128 code points pass (ASVS 6.2.9). */
const maximumPasswordBytes = 1024;

const productName = 'gatehouse';

/** How hard a password is to guess. `score` runs from 0 (at once) to 4 (not in any attack's reach). */
export interface PasswordEstimate {
  readonly score: 0 | 1 | 2 | 3 | 4;
  readonly warning: string | null;
  readonly suggestions: readonly string[];
}

export type PasswordProblem = { readonly problem: string };

/** The password as it is, or in words that it is too long to be one: before any work is spent on it. */
export function toPassword(text: string): string | PasswordProblem {
  return new TextEncoder().encode(text).length > maximumPasswordBytes
    ? { problem: `A password has at most ${maximumPasswordBytes} bytes.` }
    : text;
}

/**
 * Refuses a new password that is short, or holds the product's or the address's own name in place of substance.
 * There are no rules of composition (ASVS 6.2.5).
 * @throws DomainError WEAK_PASSWORD with the reason and what would help
 */
export function assertSubstance(password: string, email: EmailAddress): void {
  const length = [...password].length;
  if (length < minimumPasswordLength) {
    throw weak(`The password has ${length} characters; it needs at least ${minimumPasswordLength}.`);
  }
  if (leansOnNames(password, [productName, ...namesIn(email)])) {
    throw weak('The password is little more than the name of this product or of your address.');
  }
}

/**
 * Refuses a new password that is easy to guess.
 * @throws DomainError WEAK_PASSWORD with the reason and what would help
 */
export function assertHardToGuess({ score, warning, suggestions }: PasswordEstimate): void {
  if (score < 3) throw weak(warning ?? 'The password is too easy to guess.', suggestions);
}

function namesIn(email: EmailAddress): readonly string[] {
  const [local = '', domain = ''] = email.split('@');
  // Numbers are what a name gets when it is taken.
  const unnumbered = local.replaceAll(/\d+/g, '');
  const wholes = [local, unnumbered, domain];
  return [...wholes, ...local.split(/[.+_\d-]/), ...domain.split('.')].filter((name) => name.length >= 4);
}

/** Whether fewer than half of the required characters are left once the names are taken out. */
function leansOnNames(password: string, names: readonly string[]): boolean {
  const lower = password.toLowerCase();
  // The longest first, or a part of a longer name would leave its rest as substance.
  const byLength = [...names].sort((a, b) => b.length - a.length);
  const rest = byLength.reduce((text, name) => text.replaceAll(name, ''), lower);
  return rest !== lower && [...rest].length < minimumPasswordLength / 2;
}

function weak(reason: string, suggestions: readonly string[] = []): DomainError {
  const advice = suggestions.length > 0 ? suggestions : ['Use a passphrase of several unrelated words.'];
  return new DomainError({ code: 'WEAK_PASSWORD', reason, suggestions: advice });
}
