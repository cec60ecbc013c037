import type { UserId } from '../../ports/message-store.ts';
import type { Administrators } from '../administrators.ts';
import type { Clock } from '../environment.ts';
import type { HandleCommand } from '../handle-command.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import type { CommandInfo } from '../request-info.ts';
import { requireAdmin, type Viewer } from '../viewer.ts';
import type { AccountChanged } from './change-password.ts';

/**
 * Opens a deactivated account to signing in again; for administrators. The sessions of before stay over.
 * @throws AccessDenied
 * @throws DomainError NOT_FOUND; ALREADY_IN_STATE for an account that is active; CONFLICT when others kept changing it
 * @throws Unavailable
 */
export type ActivateUser = (
  viewer: Viewer | null,
  userId: UserId,
  info: CommandInfo,
) => Promise<AccountChanged>;

export function makeActivateUser(deps: {
  readonly handleCommand: HandleCommand;
  readonly administrators: Pick<Administrators, 'given'>;
  readonly clock: Clock;
}): ActivateUser {
  return async (viewer, userId, info) => {
    requireAdmin(viewer);
    const command = { type: 'ActivateUser', now: deps.clock() } as const;
    const { user, version, position } = await deps.handleCommand({ userId, command, info });
    await deps.administrators.given(userId, { user, version });
    return { user: toUserDocument(userId, user, version), position };
  };
}
