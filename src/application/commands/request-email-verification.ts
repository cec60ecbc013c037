import { DomainError } from '../../domain/domain-error.ts';
import { active } from '../../domain/user/standing.ts';
import type { CommandHistory, CommandOutcome } from '../command-history.ts';
import type { Clock } from '../environment.ts';
import type { GuessLimits } from '../guess-limits.ts';
import type { HandleCommand } from '../handle-command.ts';
import type { LoadUser } from '../load-user.ts';
import type { OneTimeTokenIssuer } from '../one-time-token-issuer.ts';
import type { CommandInfo } from '../request-info.ts';
import { requireViewer, type Viewer } from '../viewer.ts';

/** A token is on its way to somebody. */
export interface TokenSent {
  /** From when on it does nothing, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly expiresAt: number;
}

/**
 * Has a token mailed to the viewer, to prove that the address is theirs. It makes the ones before it worthless.
 * @throws AccessDenied when nobody is signed in
 * @throws DomainError ALREADY_IN_STATE when it is proved; TOO_MANY_REQUESTS; FORBIDDEN for an account that is not active; CONFLICT
 * when others kept changing it
 * @throws Unavailable
 */
export type RequestEmailVerification = (viewer: Viewer | null, info: CommandInfo) => Promise<TokenSent>;

export function makeRequestEmailVerification(deps: {
  readonly loadUser: LoadUser;
  readonly handleCommand: HandleCommand;
  readonly history: Pick<CommandHistory, 'find'>;
  readonly issuer: OneTimeTokenIssuer;
  readonly limits: Pick<GuessLimits, 'mail'>;
  readonly clock: Clock;
}): RequestEmailVerification {
  return async (viewer, info) => {
    const { userId } = requireViewer(viewer);
    // What this very command asked for is not counted again, nor is it refused as it was used since.
    const earlier = info.repetition.kind === 'again' ? await deps.history.find(userId, info) : null;
    if (earlier === null) await request(userId, info);
    return { expiresAt: deps.issuer.expiryFor('verify-email', info) };
  };

  async function request(userId: string, info: CommandInfo): Promise<CommandOutcome> {
    const known = await deps.loadUser(userId);
    const { email, emailVerified } = active(known.user);
    if (emailVerified) throw new DomainError({ code: 'ALREADY_IN_STATE' });
    await deps.limits.mail({ to: email, purpose: 'verify-email', source: info.source });
    const token = deps.issuer.issue('verify-email', userId, info);
    const command = { type: 'RequestEmailVerification', now: deps.clock(), token } as const;
    return deps.handleCommand({ userId, command, info, known });
  }
}
