import type { EmailAddress } from '../domain/email-address.ts';
import type { PasswordEstimate } from '../domain/password-policy.ts';

/** How hard a password is to guess for somebody who knows the user's address and name. */
export type PasswordEstimator = (
  password: string,
  known: { readonly email: EmailAddress; readonly displayName: string | null },
) => PasswordEstimate;
