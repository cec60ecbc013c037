import { assertHardToGuess, assertSubstance } from '../../domain/password-policy.ts';
import type { RegisteredUser } from '../../domain/user/user.ts';
import type { PasswordEstimator } from '../../ports/password-estimator.ts';
import type { PasswordHasher } from '../../ports/password-hasher.ts';

/**
 * Judges a new password for its owner, and hashes it: cheap rules first, the hash last.
 * @throws DomainError WEAK_PASSWORD, TOO_MANY_REQUESTS
 *
 * @example const passwordHash = await hashNewPassword(password, { email, displayName });
 */
export type HashNewPassword = (
  password: string,
  owner: Pick<RegisteredUser, 'email' | 'displayName'>,
) => Promise<string>;

export function makeHashNewPassword(deps: {
  readonly estimate: PasswordEstimator;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
}): HashNewPassword {
  return async (password, owner) => {
    assertSubstance(password, owner.email);
    assertHardToGuess(await deps.estimate(password, owner));
    return deps.hasher.hash(password);
  };
}
