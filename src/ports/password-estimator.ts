import type { EmailAddress } from '../domain/email-address.ts';
import type { PasswordEstimate } from '../domain/password-policy.ts';

/**
 * How hard a password is to guess for somebody who knows the user's address and name. The event loop does not wait
 * for it.
 * @throws DomainError TOO_MANY_REQUESTS when too many are waiting
 */
export type PasswordEstimator = (
  password: string,
  known: { readonly email: EmailAddress; readonly displayName: string | null },
) => Promise<PasswordEstimate>;
