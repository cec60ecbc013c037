import { DomainError } from '../../domain/domain-error.ts';
import { toPassword } from '../../domain/password-policy.ts';
import { active } from '../../domain/user/standing.ts';
import type { UserId } from '../../ports/message-store.ts';
import type { PasswordHasher } from '../../ports/password-hasher.ts';
import type { Position } from '../../ports/position.ts';
import type { UserDocument } from '../../ports/user-view.ts';
import type { CommandHistory, CommandOutcome } from '../command-history.ts';
import type { EndSessions } from '../end-sessions.ts';
import type { Clock } from '../environment.ts';
import type { HandleCommand } from '../handle-command.ts';
import type { LoadUser } from '../load-user.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import type { CommandInfo } from '../request-info.ts';
import { requireViewer, type Viewer } from '../viewer.ts';
import type { HashNewPassword } from './hash-new-password.ts';
import { parseFields } from './parse-fields.ts';

export interface ChangePasswordInput {
  readonly currentPassword: string;
  readonly newPassword: string;
}

export interface AccountChanged {
  readonly user: UserDocument;
  readonly position: Position;
}

/**
 * Gives the viewer another password, on proof of the present one. All their sessions end but the one of this request.
 * @throws AccessDenied when nobody is signed in
 * @throws DomainError INVALID_INPUT, INVALID_CREDENTIALS, WEAK_PASSWORD, TOO_MANY_REQUESTS; FORBIDDEN for an account that is not
 * active; CONFLICT when others kept changing it
 * @throws Unavailable; then it may be changed, and sessions may not have ended yet: they do as the log is projected, or when the
 * same command is run again
 */
export type ChangePassword = (
  viewer: Viewer | null,
  input: ChangePasswordInput,
  info: CommandInfo,
) => Promise<AccountChanged>;

export function makeChangePassword(deps: {
  readonly loadUser: LoadUser;
  readonly handleCommand: HandleCommand;
  readonly history: Pick<CommandHistory, 'find'>;
  readonly hasher: Pick<PasswordHasher, 'verify'>;
  readonly hashNewPassword: HashNewPassword;
  readonly endSessions: Pick<EndSessions, 'before'>;
  readonly clock: Clock;
}): ChangePassword {
  return async (viewer, input, info) => {
    const { userId, sessionId } = requireViewer(viewer);
    const passwords = parseFields({
      currentPassword: toPassword(input.currentPassword),
      newPassword: toPassword(input.newPassword),
    });
    // Whoever changed it by this very command proved a password that stands no more.
    const earlier = info.repetition.kind === 'again' ? await deps.history.find(userId, info) : null;
    const outcome = earlier ?? (await change({ userId, sessionId }, passwords, info));
    await endOthers(userId, outcome);
    return {
      user: toUserDocument(userId, outcome.user, outcome.version),
      position: outcome.position,
    };
  };

  async function change(
    { userId, sessionId }: Pick<Viewer, 'userId' | 'sessionId'>,
    { currentPassword, newPassword }: ChangePasswordInput,
    info: CommandInfo,
  ): Promise<CommandOutcome> {
    const known = await deps.loadUser(userId);
    const user = active(known.user);
    if (!(await deps.hasher.verify(user.passwordHash, currentPassword))) {
      throw new DomainError({ code: 'INVALID_CREDENTIALS' });
    }
    const passwordHash = await deps.hashNewPassword(newPassword, user);
    const proof = { provenPassword: user.passwordNumber, passwordHash, keptSessionId: sessionId };
    const command = { type: 'ChangePassword', now: deps.clock(), ...proof } as const;
    return deps.handleCommand({ userId, command, info, known });
  }

  async function endOthers(userId: UserId, { events, version }: CommandOutcome): Promise<void> {
    const changed = events.find((event) => event.type === 'PasswordChanged');
    if (changed === undefined) return;
    const { keptSessionId } = changed.data;
    await deps.endSessions.before({ userId, version, at: changed.at, keptSessionId });
  }
}
