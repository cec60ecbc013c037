import { toRole } from '../../domain/role.ts';
import type { UserId } from '../../ports/message-store.ts';
import type { Administrators } from '../administrators.ts';
import type { Clock } from '../environment.ts';
import type { HandleCommand } from '../handle-command.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import type { CommandInfo } from '../request-info.ts';
import { requireAdmin, type Viewer } from '../viewer.ts';
import type { AccountChanged } from './change-password.ts';
import { parseFields } from './parse-fields.ts';

export interface RoleInput {
  readonly userId: UserId;
  readonly role: string;
}

/**
 * Gives a user a role; for administrators. It is in the access tokens that are issued from then on. Nothing changes for one who
 * has it.
 * @throws AccessDenied, whether the user is there or not
 * @throws DomainError INVALID_INPUT; NOT_FOUND; CONFLICT when others kept changing the account
 * @throws Unavailable
 */
export type GrantRole = (
  viewer: Viewer | null,
  input: RoleInput,
  info: CommandInfo,
) => Promise<AccountChanged>;

export function makeGrantRole(deps: {
  readonly handleCommand: HandleCommand;
  readonly administrators: Pick<Administrators, 'given'>;
  readonly clock: Clock;
}): GrantRole {
  return async (viewer, { userId, ...input }, info) => {
    requireAdmin(viewer);
    const { role } = parseFields({ role: toRole(input.role) });
    const command = { type: 'GrantRole', now: deps.clock(), role } as const;
    const { user, version, position } = await deps.handleCommand({ userId, command, info });
    await deps.administrators.given(userId, { user, version });
    return { user: toUserDocument(userId, user, version), position };
  };
}
