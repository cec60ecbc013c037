import { DomainError } from '../domain-error.ts';
import { opens, type PendingToken } from './one-time-token.ts';
import { active, present } from './standing.ts';
import type { RegisteredUser, User } from './user.ts';
import type {
  ConfirmEmailChange,
  EmailCommand,
  RequestEmailChange,
  RequestEmailVerification,
  ResetPassword,
  VerifyEmail,
} from './user-commands.ts';
import type { UserEvent } from './user-events.ts';

/** What the commands around the address and the tokens that are mailed to it do. @throws DomainError */
export function decideEmail(command: EmailCommand, user: User): readonly UserEvent[] {
  const { now: at } = command;
  switch (command.type) {
    case 'RequestEmailVerification':
      return requestVerification(command, user);
    case 'VerifyEmail':
      return verify(command, user);
    case 'RequestEmailChange':
      return requestChange(command, user);
    case 'ConfirmEmailChange':
      return confirmChange(command, user);
    case 'InterruptEmailChange':
      return [{ type: 'EmailChangeInterrupted', at, data: { claimKey: command.claimKey } }];
    case 'RequestPasswordReset':
      active(user);
      return [{ type: 'PasswordResetRequested', at, data: { ...command.token, ...command.client } }];
    case 'ResetPassword':
      return resetPassword(command, user);
    case 'RepeatRegistration':
      present(user);
      return [{ type: 'RegistrationRepeated', at, data: command.client }];
  }
}

function requestVerification({ now, token }: RequestEmailVerification, user: User): readonly UserEvent[] {
  if (active(user).emailVerified) throw new DomainError({ code: 'ALREADY_IN_STATE' });
  return [{ type: 'EmailVerificationRequested', at: now, data: token }];
}

function verify({ now, tokenHash }: VerifyEmail, user: User): readonly UserEvent[] {
  withToken(user, ({ emailVerification }) => emailVerification, { tokenHash, now });
  return [{ type: 'EmailVerified', at: now, data: {} }];
}

function requestChange(command: RequestEmailChange, user: User): readonly UserEvent[] {
  const { now, provenPassword, newEmail, token } = command;
  const { passwordNumber, email } = active(user);
  if (passwordNumber !== provenPassword) throw new DomainError({ code: 'INVALID_CREDENTIALS' });
  if (newEmail === email) {
    const issue = { path: ['newEmail'], message: 'It is the address of this account already.' };
    throw new DomainError({ code: 'INVALID_INPUT', issues: [issue] });
  }
  return [{ type: 'EmailChangeRequested', at: now, data: { ...token, newEmail } }];
}

function confirmChange(command: ConfirmEmailChange, user: User): readonly UserEvent[] {
  const { now, newEmail, claimKey, formerClaimKey } = command;
  const { email: formerEmail, tokens } = withToken(user, ({ emailChange }) => emailChange, command);
  if (tokens.emailChange?.newEmail !== newEmail) throw new DomainError({ code: 'INVALID_TOKEN' });
  const data = { email: newEmail, formerEmail, claimKey, formerClaimKey };
  return [{ type: 'EmailChanged', at: now, data }];
}

/** Whoever read the mail has the address. */
function resetPassword(command: ResetPassword, user: User): readonly UserEvent[] {
  const { now, passwordHash } = command;
  const { emailVerified } = holderOfReset(command, user);
  return [
    { type: 'PasswordReset', at: now, data: { passwordHash } },
    ...(emailVerified ? [] : [{ type: 'EmailVerified', at: now, data: {} } as const]),
  ];
}

/** The user whom a token lets choose another password. @throws DomainError INVALID_TOKEN */
export function holderOfReset(
  presented: Pick<ResetPassword, 'tokenHash' | 'now'>,
  user: User,
): RegisteredUser {
  return withToken(user, ({ passwordReset }) => passwordReset, presented);
}

/** The user, if the presented token is the last of its kind. @throws DomainError INVALID_TOKEN */
function withToken(
  user: User,
  pendingOf: (tokens: RegisteredUser['tokens']) => PendingToken | undefined,
  { tokenHash, now }: { readonly tokenHash: string; readonly now: number },
): RegisteredUser {
  const isOpen =
    user.kind === 'registered' &&
    user.status === 'ACTIVE' &&
    opens(pendingOf(user.tokens) ?? null, tokenHash, now);
  if (!isOpen) throw new DomainError({ code: 'INVALID_TOKEN' });
  return user;
}
