import { DomainError } from '../../domain/domain-error.ts';
import type { UserId } from '../../ports/message-store.ts';
import type { Administrators } from '../administrators.ts';
import type { EndSessions } from '../end-sessions.ts';
import type { Clock } from '../environment.ts';
import { AccessDenied } from '../errors.ts';
import type { HandleCommand } from '../handle-command.ts';
import type { LoadedUser, LoadUser } from '../load-user.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import type { CommandInfo } from '../request-info.ts';
import { maySee, requireViewer, type Viewer } from '../viewer.ts';
import type { AccountChanged } from './change-password.ts';
import { parseFields } from './parse-fields.ts';

export interface DeactivateInput {
  readonly userId: UserId;
  /** Left out, null or empty for none. */
  readonly reason?: string | null | undefined;
}

/**
 * Closes an account to signing in, oneself's or anybody's for an administrator. All its sessions end.
 * @throws AccessDenied when nobody is signed in, or for somebody else's account without the right, whether it is there or not
 * @throws DomainError INVALID_INPUT; NOT_FOUND; ALREADY_IN_STATE for an account that is closed, whose sessions are ended all the
 * same; LAST_ADMINISTRATOR; CONFLICT when others kept changing it
 * @throws Unavailable; also when it cannot be told whether it is the last administrator, and then nothing is changed. Otherwise
 * it may be closed, and sessions may not have ended yet
 */
export type DeactivateUser = (
  viewer: Viewer | null,
  input: DeactivateInput,
  info: CommandInfo,
) => Promise<AccountChanged>;

export function makeDeactivateUser(deps: {
  readonly loadUser: LoadUser;
  readonly handleCommand: HandleCommand;
  readonly administrators: Pick<Administrators, 'taking'>;
  readonly endSessions: Pick<EndSessions, 'before'>;
  readonly clock: Clock;
}): DeactivateUser {
  return async (viewer, { userId, ...input }, info) => {
    if (!maySee(requireViewer(viewer), userId)) throw new AccessDenied('FORBIDDEN');
    const { reason } = parseFields({ reason: toReason(input.reason) });
    const command = { type: 'DeactivateUser', now: deps.clock(), reason } as const;
    const before = (known: LoadedUser) => deps.administrators.taking(userId, known);
    const outcome = await deps
      .handleCommand({ userId, command, info, before })
      .catch(async (error: unknown) => {
        if (error instanceof DomainError && error.code === 'ALREADY_IN_STATE') await endAll(userId);
        throw error;
      });
    const { user, version, position, events } = outcome;
    const [deactivated] = events;
    if (deactivated !== undefined) {
      await deps.endSessions.before({ userId, version, at: deactivated.at, keptSessionId: null });
    }
    return { user: toUserDocument(userId, user, version), position };
  };

  /** Whoever closed the account before may not have come so far. */
  async function endAll(userId: UserId): Promise<void> {
    const { user, version } = await deps.loadUser(userId);
    if (user.kind !== 'registered' || user.status === 'ACTIVE') return;
    await deps.endSessions.before({ userId, version, at: user.lastEventAt, keptSessionId: null });
  }
}

const longestReason = 500;

function toReason(text: string | null | undefined): string | null | { readonly problem: string } {
  const reason = text?.normalize('NFC').trim() ?? '';
  if (reason === '') return null;
  return [...reason].length > longestReason
    ? { problem: `A reason has at most ${longestReason} characters.` }
    : reason;
}
