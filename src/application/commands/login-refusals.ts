import { DomainError } from '../../domain/domain-error.ts';
import type { RegisteredUser } from '../../domain/user/user.ts';
import type { LoginFailure } from '../../domain/user/user-events.ts';

/** Why somebody does not get in who knows the password. */
export function hindranceOf(
  { status, emailVerified }: RegisteredUser,
  { needsVerifiedEmail }: { readonly needsVerifiedEmail: boolean },
): LoginFailure | null {
  if (status !== 'ACTIVE') return 'ACCOUNT_DEACTIVATED';
  return needsVerifiedEmail && !emailVerified ? 'EMAIL_NOT_VERIFIED' : null;
}

/** Under a storm of guesses some are not recorded. To say so would tell that there is an account. */
export function refuseOvertaken(error: unknown): never {
  const isOvertaken = error instanceof DomainError && error.code === 'CONFLICT';
  throw isOvertaken ? new DomainError({ code: 'INVALID_CREDENTIALS' }) : error;
}

const refusals = {
  WRONG_PASSWORD: 'INVALID_CREDENTIALS',
  ACCOUNT_DEACTIVATED: 'ACCOUNT_DEACTIVATED',
  // Only where nobody is told who has an account.
  EMAIL_NOT_VERIFIED: 'INVALID_CREDENTIALS',
} as const satisfies Record<LoginFailure, string>;

/** Answers a failed login. @throws DomainError */
export function refuseLogin(failure: LoginFailure): never {
  throw new DomainError({ code: refusals[failure] });
}
