import { invalidInput } from '../../domain/domain-error.ts';
import { type EmailAddress, toEmailAddress } from '../../domain/email-address.ts';
import { assertPasswordSize } from '../../domain/password-policy.ts';

/** An address as typed, and a password. */
export interface CredentialsInput {
  readonly email: string;
  readonly password: string;
}

/**
 * Checks what can be checked about credentials without knowing the account.
 * @throws DomainError INVALID_INPUT with the path
 */
export function parseCredentials(input: CredentialsInput): EmailAddress {
  const email = toEmailAddress(input.email);
  if (typeof email !== 'string') throw invalidInput(['input', 'email'], email.problem);
  assertPasswordSize(input.password, ['input', 'password']);
  return email;
}
