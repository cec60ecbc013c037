import type { UserId } from './message-store.ts';

/** A mail to one person. */
export interface Mail {
  /** The same when the same mail is sent again: before the `@` of its Message-ID (RFC 5322, section 3.6.4). */
  readonly id: string;
  readonly userId: UserId;
  /** An address in the form in which it is stored. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The mail was refused for good: to send it again would change nothing. The message holds no address. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

/** This mail is not taken now, others may be: it can be sent again later. The message holds no address. */
export class MailDeferred extends Error {
  override readonly name = 'MailDeferred';
}

/**
 * Hands mails over to what delivers them.
 *
 * Failures: rejects with `Unavailable` when it cannot be reached or is busy, and with `MailDeferred` when that is so for this
 * mail alone; the same mail can be sent again. A mail whose answer was lost may then be delivered twice.
 * Lifetime: whoever created the adapter closes it.
 */
export interface Mailer {
  /** Resolves once somebody else is responsible for the mail. @throws MailRefused, MailDeferred, Unavailable */
  send(mail: Mail): Promise<void>;
  /** Removes what the adapter itself keeps of mails to a user. */
  forget(userId: UserId): Promise<void>;
}
