import type { EmailAddress } from '../../domain/email-address.ts';
import { opens, type PendingToken } from '../../domain/user/one-time-token.ts';
import type { PendingTokens, RegisteredUser, User } from '../../domain/user/user.ts';
import type { UserEvent } from '../../domain/user/user-events.ts';
import type { TokenPurpose } from '../../ports/one-time-tokens.ts';

/** A mail with a link that does something once. */
export interface LinkMail {
  readonly kind: 'verify-email' | 'confirm-email' | 'reset-password';
  readonly to: EmailAddress;
  readonly purpose: TokenPurpose;
  readonly tokenId: string;
  readonly expiresAt: number;
}

/** A mail that tells what happened to an account. */
export interface NoticeMail {
  readonly kind:
    | 'email-change-requested'
    | 'email-changed'
    | 'password-changed'
    | 'password-reset'
    | 'registration-repeated';
  readonly to: EmailAddress;
}

export type DueMail = LinkMail | NoticeMail;
export type MailKind = DueMail['kind'];

/** How late a notice may come, in milliseconds: who reads of a change of last week would look for one of today. */
export const noticesFor = 24 * 60 * 60 * 1_000;

/** What is known when a mail is about to be written. */
export interface Knowledge {
  /** The user as the log has them now. */
  readonly user: User;
  /** The address that the user had right after the event; null when nobody can tell any more. */
  readonly addressThen: EmailAddress | null;
  readonly now: number;
}

/**
 * The mails that an event calls for, as of now: none for a token that does nothing any more, for what is long over, and for
 * somebody who is erased or, where the mail invites to sign in, deactivated.
 */
export function dueMails(event: UserEvent, { user, addressThen, now }: Knowledge): readonly DueMail[] {
  if (user.kind !== 'registered') return [];
  const isFresh = event.at > now - noticesFor;
  const notice = (kind: NoticeMail['kind'], to: EmailAddress | null): readonly NoticeMail[] =>
    isFresh && to !== null ? [{ kind, to }] : [];
  switch (event.type) {
    case 'EmailVerificationRequested':
      return whileOpen(event.data, { user, kept: 'emailVerification', now }, (token) => [
        { kind: 'verify-email', to: user.email, purpose: 'verify-email', ...token },
      ]);
    case 'EmailChangeRequested': {
      const { newEmail } = event.data;
      return whileOpen(event.data, { user, kept: 'emailChange', now }, (token) => [
        ...(newEmail === null
          ? []
          : [{ kind: 'confirm-email', to: newEmail, purpose: 'change-email', ...token } as const]),
        ...notice('email-change-requested', user.email),
      ]);
    }
    case 'PasswordResetRequested':
      return whileOpen(event.data, { user, kept: 'passwordReset', now }, (token) => [
        { kind: 'reset-password', to: user.email, purpose: 'reset-password', ...token },
      ]);
    case 'EmailChanged':
      return notice('email-changed', event.data.formerEmail);
    case 'PasswordChanged':
      return notice('password-changed', addressThen);
    case 'PasswordReset':
      return notice('password-reset', addressThen);
    case 'RegistrationRepeated':
      // Of an address that is not the account's any more it would say what is not so.
      return user.status === 'ACTIVE' && addressThen === user.email
        ? notice('registration-repeated', user.email)
        : [];
    default:
      return [];
  }
}

/** The mails of a token that is the last of its kind and still does what it was made for. */
function whileOpen(
  { tokenId, tokenHash, expiresAt }: PendingToken & { readonly tokenId: string },
  {
    user,
    kept,
    now,
  }: { readonly user: RegisteredUser; readonly kept: keyof PendingTokens; readonly now: number },
  mails: (token: Pick<LinkMail, 'tokenId' | 'expiresAt'>) => readonly DueMail[],
): readonly DueMail[] {
  const isOpen = user.status === 'ACTIVE' && opens(user.tokens[kept] ?? null, tokenHash, now);
  return isOpen ? mails({ tokenId, expiresAt }) : [];
}
