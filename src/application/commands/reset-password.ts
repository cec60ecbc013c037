import { DomainError } from '../../domain/domain-error.ts';
import { toPassword } from '../../domain/password-policy.ts';
import { holderOfReset } from '../../domain/user/decide-email.ts';
import type { MailedToken, OneTimeTokens } from '../../ports/one-time-tokens.ts';
import type { CommandHistory, CommandOutcome } from '../command-history.ts';
import type { EndSessions } from '../end-sessions.ts';
import type { Clock } from '../environment.ts';
import type { GuessLimits } from '../guess-limits.ts';
import type { HandleCommand } from '../handle-command.ts';
import type { LoadUser } from '../load-user.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import type { CommandInfo } from '../request-info.ts';
import type { AccountChanged } from './change-password.ts';
import type { HashNewPassword } from './hash-new-password.ts';
import { parseFields } from './parse-fields.ts';

export interface ResetPasswordInput {
  readonly token: string;
  readonly newPassword: string;
}

/**
 * Gives an account another password, on proof of a token that was mailed to its address, which is proved by that too. All its
 * sessions end, and none begins: whoever did it signs in with the new password, as the wrong guesses at the old one are forgotten.
 * @throws DomainError INVALID_INPUT; INVALID_TOKEN for one that is unknown, used, expired, or replaced by another one or by a change
 * of the account; WEAK_PASSWORD, TOO_MANY_REQUESTS, CONFLICT, and the token can be used again
 * @throws Unavailable; then it may be changed, and sessions may not have ended yet: they do as the log is projected, or when the
 * same command is run again
 */
export type ResetPassword = (input: ResetPasswordInput, info: CommandInfo) => Promise<AccountChanged>;

export function makeResetPassword(deps: {
  readonly loadUser: LoadUser;
  readonly handleCommand: HandleCommand;
  readonly history: Pick<CommandHistory, 'find'>;
  readonly oneTimeTokens: Pick<OneTimeTokens, 'parse'>;
  readonly hashNewPassword: HashNewPassword;
  readonly endSessions: Pick<EndSessions, 'before'>;
  readonly limits: Pick<GuessLimits, 'forgive'>;
  readonly clock: Clock;
}): ResetPassword {
  return async (input, info) => {
    const { newPassword } = parseFields({ newPassword: toPassword(input.newPassword) });
    const presented = deps.oneTimeTokens.parse('reset-password', input.token);
    if (presented === null) throw new DomainError({ code: 'INVALID_TOKEN' });
    const { userId } = presented;
    // Whoever changed it by this very command used the token up.
    const earlier = info.repetition.kind === 'again' ? await deps.history.find(userId, info) : null;
    const outcome = earlier ?? (await reset(presented, newPassword, info));
    await endAll(userId, outcome);
    const { user, version, position } = outcome;
    if (user.kind === 'registered') await deps.limits.forgive({ email: user.email, source: info.source });
    return { user: toUserDocument(userId, user, version), position };
  };

  async function reset(
    { userId, hash: tokenHash }: MailedToken,
    newPassword: string,
    info: CommandInfo,
  ): Promise<CommandOutcome> {
    const known = await deps.loadUser(userId);
    // A hash is dear: who guesses at tokens is not worth one. Whether the token is good is decided again with the append.
    const owner = holderOfReset({ tokenHash, now: deps.clock() }, known.user);
    const passwordHash = await deps.hashNewPassword(newPassword, owner);
    const command = { type: 'ResetPassword', now: deps.clock(), tokenHash, passwordHash } as const;
    return deps.handleCommand({ userId, command, info, known });
  }

  async function endAll(userId: string, { events, version }: CommandOutcome): Promise<void> {
    const changed = events.find(({ type }) => type === 'PasswordReset');
    if (changed === undefined) return;
    await deps.endSessions.before({ userId, version, at: changed.at, keptSessionId: null });
  }
}
