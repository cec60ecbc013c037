import { DomainError } from '../domain-error.ts';
import { decideEmail } from './decide-email.ts';
import { active, present } from './standing.ts';
import type { User } from './user.ts';
import type {
  ActivateUser,
  ChangeDisplayName,
  ChangePassword,
  DeactivateUser,
  GrantRole,
  LogIn,
  RefuseLogin,
  RegisterUser,
  RevokeRole,
  RevokeSessions,
  UserCommand,
} from './user-commands.ts';
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
    case 'RefuseLogin':
      return refuseLogin(command, user);
    case 'ChangeDisplayName':
      return changeDisplayName(command, user);
    case 'ChangePassword':
      return changePassword(command, user);
    case 'RevokeSessions':
      return revokeSessions(command, user);
    case 'DeactivateUser':
      return deactivate(command, user);
    case 'ActivateUser':
      return activate(command, user);
    case 'GrantRole':
      return grantRole(command, user);
    case 'RevokeRole':
      return revokeRole(command, user);
    case 'EraseUser':
      return erase(command.now, user);
    default:
      return decideEmail(command, user);
  }
}

function register(command: RegisterUser, user: User): readonly UserEvent[] {
  if (user.kind !== 'unknown') throw new DomainError({ code: 'EMAIL_TAKEN' });
  const { now: at, email, displayName, passwordHash, roles, isEmailVerified, verification } = command;
  return [
    { type: 'UserRegistered', at, data: { email, displayName, passwordHash, roles } },
    ...(isEmailVerified === true ? [{ type: 'EmailVerified', at, data: {} } as const] : []),
    ...(verification === undefined
      ? []
      : [{ type: 'EmailVerificationRequested', at, data: verification } as const]),
  ];
}

function logIn(command: LogIn, user: User): readonly UserEvent[] {
  if (user.kind !== 'registered') throw new DomainError({ code: 'INVALID_CREDENTIALS' });
  if (command.provenPassword !== user.passwordNumber) return [failed(command, 'WRONG_PASSWORD')];
  if (user.status !== 'ACTIVE') return [failed(command, 'ACCOUNT_DEACTIVATED')];
  if (command.needsVerifiedEmail && !user.emailVerified) return [failed(command, 'EMAIL_NOT_VERIFIED')];
  const { now, client, sessionId, rehashed } = command;
  return [
    ...(rehashed === null
      ? []
      : [{ type: 'PasswordRehashed', at: now, data: { passwordHash: rehashed } } as const]),
    { type: 'LoginSucceeded', at: now, data: { ...client, sessionId } },
  ];
}

function refuseLogin(command: RefuseLogin, user: User): readonly UserEvent[] {
  if (user.kind !== 'registered') throw new DomainError({ code: 'INVALID_CREDENTIALS' });
  return [failed(command, command.reason)];
}

function changeDisplayName({ now, displayName }: ChangeDisplayName, user: User): readonly UserEvent[] {
  if (displayName === active(user).displayName) return [];
  return [{ type: 'DisplayNameChanged', at: now, data: { displayName } }];
}

function changePassword(command: ChangePassword, user: User): readonly UserEvent[] {
  const { now, provenPassword, passwordHash, keptSessionId } = command;
  if (active(user).passwordNumber !== provenPassword) throw new DomainError({ code: 'INVALID_CREDENTIALS' });
  return [{ type: 'PasswordChanged', at: now, data: { passwordHash, keptSessionId } }];
}

function revokeSessions({ now, sessionIds, reason }: RevokeSessions, user: User): readonly UserEvent[] {
  present(user);
  return sessionIds.map((sessionId) => ({ type: 'SessionRevoked', at: now, data: { sessionId, reason } }));
}

function deactivate({ now, reason }: DeactivateUser, user: User): readonly UserEvent[] {
  if (present(user).status !== 'ACTIVE') throw new DomainError({ code: 'ALREADY_IN_STATE' });
  return [{ type: 'UserDeactivated', at: now, data: { reason } }];
}

function activate({ now }: ActivateUser, user: User): readonly UserEvent[] {
  if (present(user).status !== 'DEACTIVATED') throw new DomainError({ code: 'ALREADY_IN_STATE' });
  return [{ type: 'UserActivated', at: now, data: {} }];
}

function grantRole({ now, role }: GrantRole, user: User): readonly UserEvent[] {
  return present(user).roles.includes(role) ? [] : [{ type: 'RoleGranted', at: now, data: { role } }];
}

function revokeRole({ now, role }: RevokeRole, user: User): readonly UserEvent[] {
  if (!present(user).roles.includes(role)) throw new DomainError({ code: 'ALREADY_IN_STATE' });
  return [{ type: 'RoleRevoked', at: now, data: { role } }];
}

function erase(now: number, user: User): readonly UserEvent[] {
  if (user.kind === 'unknown') throw new DomainError({ code: 'NOT_FOUND' });
  if (user.kind === 'erased') throw new DomainError({ code: 'ALREADY_IN_STATE' });
  return [{ type: 'UserErased', at: now, data: {} }];
}

function failed({ now, client }: LogIn | RefuseLogin, reason: LoginFailure): UserEvent {
  return { type: 'LoginFailed', at: now, data: { ...client, reason } };
}
