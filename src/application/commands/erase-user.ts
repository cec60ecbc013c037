import { DomainError } from '../../domain/domain-error.ts';
import type { EmailAddress } from '../../domain/email-address.ts';
import type { User } from '../../domain/user/user.ts';
import type { ClaimKeyOf } from '../../ports/claim-key.ts';
import type { UserId } from '../../ports/message-store.ts';
import type { Position } from '../../ports/position.ts';
import type { Administrators } from '../administrators.ts';
import type { ReleaseClaim } from '../claims/release-claim.ts';
import type { EndSessions } from '../end-sessions.ts';
import type { Clock } from '../environment.ts';
import { AccessDenied } from '../errors.ts';
import type { HandleCommand } from '../handle-command.ts';
import type { LoadedUser } from '../load-user.ts';
import type { CommandInfo } from '../request-info.ts';
import { maySee, requireViewer, type Viewer } from '../viewer.ts';

/** A user of whom nothing personal can be read any more. */
export interface Erased {
  readonly userId: UserId;
  /** Views that have come so far show nothing personal of the user. */
  readonly position: Position;
}

/**
 * Makes everything personal about a user unreadable for ever, oneself's or anybody's for an administrator: the key that it is
 * sealed with is destroyed in the step in which the log says so. Then every session ends, and the address is free. It cannot be
 * undone.
 * @throws AccessDenied when nobody is signed in, or for somebody else without the right, whether there is such a user or not
 * @throws DomainError NOT_FOUND; ALREADY_IN_STATE for one who is erased, whose sessions are ended all the same;
 * LAST_ADMINISTRATOR; CONFLICT when others kept changing the account
 * @throws Unavailable; then the user may be erased or not. Sessions that have not ended yet end as the log is projected, and an
 * address that is not free yet becomes so when somebody wants it
 */
export type EraseUser = (viewer: Viewer | null, userId: UserId, info: CommandInfo) => Promise<Erased>;

export function makeEraseUser(deps: {
  readonly handleCommand: HandleCommand;
  readonly administrators: Pick<Administrators, 'taking'>;
  readonly endSessions: Pick<EndSessions, 'every'>;
  readonly releaseClaim: ReleaseClaim;
  readonly claimKeyOf: ClaimKeyOf;
  readonly clock: Clock;
}): EraseUser {
  return async (viewer, userId, info) => {
    if (!maySee(requireViewer(viewer), userId)) throw new AccessDenied('FORBIDDEN');
    const command = { type: 'EraseUser', now: deps.clock() } as const;
    // Known until it is done: afterwards nothing tells it any more.
    let addresses: readonly EmailAddress[] = [];
    const before = async (known: LoadedUser) => {
      addresses = addressesOf(known.user);
      await deps.administrators.taking(userId, known);
    };
    const { position } = await deps
      .handleCommand({ userId, command, info, before })
      .catch(async (error: unknown) => {
        // Whoever erased the user before may not have come so far.
        if (error instanceof DomainError && error.code === 'ALREADY_IN_STATE')
          await deps.endSessions.every(userId);
        throw error;
      });
    await deps.endSessions.every(userId);
    for (const email of addresses) await deps.releaseClaim(deps.claimKeyOf(email), userId);
    return { userId, position };
  };
}

/** What may be claimed for a user: the address, and the one that was to be. */
function addressesOf(user: User): readonly EmailAddress[] {
  if (user.kind !== 'registered') return [];
  const { emailChange } = user.tokens;
  return emailChange === undefined ? [user.email] : [user.email, emailChange.newEmail];
}
