import { DomainError } from '../domain-error.ts';
import type { User } from './user.ts';
import type { ChangeDisplayName, LogIn, RegisterUser, UserCommand } from './user-commands.ts';
import type { LoginFailure, UserEvent } from './user-events.ts';

/**
 * What a command does to a user, as events; none when nothing changes.
 * @throws DomainError when the command is refused and leaves no trace
 */
export function decide(command: UserCommand, user: User): readonly UserEvent[] {
  switch (command.type) {
    case 'RegisterUser':
      return register(command, user);
    case 'LogIn':
      return logIn(command, user);
    case 'ChangeDisplayName':
      return changeDisplayName(command, user);
  }
}

function register(command: RegisterUser, user: User): readonly UserEvent[] {
  if (user.kind === 'registered') throw new DomainError({ code: 'EMAIL_TAKEN' });
  const { now, email, displayName, passwordHash, roles } = command;
  return [{ type: 'UserRegistered', at: now, data: { email, displayName, passwordHash, roles } }];
}

function logIn(command: LogIn, user: User): readonly UserEvent[] {
  if (user.kind === 'unknown') throw new DomainError({ code: 'INVALID_CREDENTIALS' });
  if (command.provenHash !== user.passwordHash) return [failed(command, 'WRONG_PASSWORD')];
  if (user.status !== 'ACTIVE') return [failed(command, 'ACCOUNT_DEACTIVATED')];
  const { now, client, sessionId } = command;
  return [{ type: 'LoginSucceeded', at: now, data: { ...client, sessionId } }];
}

function changeDisplayName({ now, displayName }: ChangeDisplayName, user: User): readonly UserEvent[] {
  if (user.kind === 'unknown' || user.status !== 'ACTIVE') throw new DomainError({ code: 'FORBIDDEN' });
  if (displayName === user.displayName) return [];
  return [{ type: 'DisplayNameChanged', at: now, data: { displayName } }];
}

function failed({ now, client }: LogIn, reason: LoginFailure): UserEvent {
  return { type: 'LoginFailed', at: now, data: { ...client, reason } };
}
