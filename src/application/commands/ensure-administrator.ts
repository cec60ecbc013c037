import type { ClaimKeyOf } from '../../ports/claim-key.ts';
import type { MessageStore } from '../../ports/message-store.ts';
import type { LoadUser } from '../load-user.ts';
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
  readonly store: Pick<MessageStore, 'ownerOf'>;
  readonly loadUser: LoadUser;
  readonly registerUser: RegisterUser;
  readonly claimKeyOf: ClaimKeyOf;
}): EnsureAdministrator {
  return async (input, command) => {
    const userId = await deps.store.ownerOf(deps.claimKeyOf(parseCredentials(input)));
    if (userId === null) {
      await deps.registerUser({ ...input, roles: [adminRole] }, command);
      return 'made';
    }
    const { user } = await deps.loadUser(userId);
    return user.kind === 'registered' && user.roles.includes(adminRole) ? 'present' : 'without-role';
  };
}
