import type { AccountOf } from '../account-of.ts';
import type { Administrators } from '../administrators.ts';
import type { CommandInfo } from '../request-info.ts';
import { adminRole } from '../viewer.ts';
import { type CredentialsInput, parseCredentials } from './parse-credentials.ts';
import type { RegisterUser } from './register-user.ts';

/**
 * Makes an administrator with this address, unless it has an account already, which stays as it is.
 * @returns `made`, `present`, or `without-role` for an account that is no administrator's
 * @throws DomainError as `RegisterUser` does
 * @throws Unavailable
 */
export type EnsureAdministrator = (
  input: CredentialsInput,
  command: CommandInfo,
) => Promise<'made' | 'present' | 'without-role'>;

export function makeEnsureAdministrator(deps: {
  readonly accountOf: AccountOf;
  readonly registerUser: RegisterUser;
  readonly administrators: Pick<Administrators, 'given'>;
}): EnsureAdministrator {
  return async (input, command) => {
    const email = parseCredentials(input);
    const present = await deps.accountOf(email);
    if (present === null) await deps.registerUser({ ...input, roles: [adminRole] }, command);
    const account = present ?? (await deps.accountOf(email));
    // Whoever made it before may not have come so far.
    if (account !== null) await deps.administrators.given(account.userId, account.known);
    if (present === null) return 'made';
    return present.user.roles.includes(adminRole) ? 'present' : 'without-role';
  };
}
