import { type User, unknownUser } from '../../domain/user/user.ts';
import type { ClaimKeyOf } from '../../ports/claim-key.ts';
import type { MessageStore, UserId } from '../../ports/message-store.ts';
import type { Administrators } from '../administrators.ts';
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
  readonly administrators: Pick<Administrators, 'given'>;
  readonly claimKeyOf: ClaimKeyOf;
}): EnsureAdministrator {
  return async (input, command) => {
    const claimKey = deps.claimKeyOf(parseCredentials(input));
    const present = await deps.store.ownerOf(claimKey);
    if (present === null) await deps.registerUser({ ...input, roles: [adminRole] }, command);
    const userId = present ?? (await deps.store.ownerOf(claimKey));
    const user = userId === null ? unknownUser : await note(userId);
    if (present === null) return 'made';
    return user.kind === 'registered' && user.roles.includes(adminRole) ? 'present' : 'without-role';
  };

  /** Whoever made it before may not have come so far. */
  async function note(userId: UserId): Promise<User> {
    const loaded = await deps.loadUser(userId);
    await deps.administrators.given(userId, loaded);
    return loaded.user;
  }
}
