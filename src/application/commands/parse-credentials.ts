import { type EmailAddress, toEmailAddress } from '../../domain/email-address.ts';
import { toPassword } from '../../domain/password-policy.ts';
import { parseFields } from './parse-fields.ts';

/** An address as typed, and a password. */
export interface CredentialsInput {
  readonly email: string;
  readonly password: string;
}

/**
 * Checks what can be checked about credentials without knowing the account.
 * @throws DomainError INVALID_INPUT with every problem
 */
export function parseCredentials(input: CredentialsInput): EmailAddress {
  return parseFields({ email: toEmailAddress(input.email), password: toPassword(input.password) }).email;
}
