import { toRole } from '../../domain/role.ts';
import type { Administrators } from '../administrators.ts';
import type { EndSessions } from '../end-sessions.ts';
import type { Clock } from '../environment.ts';
import type { HandleCommand } from '../handle-command.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import type { CommandInfo } from '../request-info.ts';
import { adminRole, requireAdmin, type Viewer } from '../viewer.ts';
import type { AccountChanged } from './change-password.ts';
import type { RoleInput } from './grant-role.ts';
import { parseFields } from './parse-fields.ts';

/**
 * Takes a role from a user; for administrators. All sessions of the user end, so that no access token says more than is so.
 * @throws AccessDenied, whether the user is there or not
 * @throws DomainError INVALID_INPUT; NOT_FOUND; ALREADY_IN_STATE for one who does not have it; LAST_ADMINISTRATOR; CONFLICT when
 * others kept changing the account
 * @throws Unavailable; also when it cannot be told who else is an administrator, and then nothing is changed. Otherwise it may be
 * taken, and sessions may not have ended yet: they do as the log is projected
 */
export type RevokeRole = (
  viewer: Viewer | null,
  input: RoleInput,
  info: CommandInfo,
) => Promise<AccountChanged>;

export function makeRevokeRole(deps: {
  readonly handleCommand: HandleCommand;
  readonly administrators: Pick<Administrators, 'taking'>;
  readonly endSessions: Pick<EndSessions, 'before'>;
  readonly clock: Clock;
}): RevokeRole {
  return async (viewer, { userId, ...input }, info) => {
    requireAdmin(viewer);
    const { role } = parseFields({ role: toRole(input.role) });
    const command = { type: 'RevokeRole', now: deps.clock(), role } as const;
    const { user, version, position, events } = await deps.handleCommand({
      userId,
      command,
      info,
      ...(role === adminRole && { before: (known) => deps.administrators.taking(userId, known) }),
    });
    const [revoked] = events;
    if (revoked !== undefined) {
      await deps.endSessions.before({ userId, version, at: revoked.at, keptSessionId: null });
    }
    return { user: toUserDocument(userId, user, version), position };
  };
}
