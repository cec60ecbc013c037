import type { EmailAddress } from '../../domain/email-address.ts';
import type { UserEventType } from '../../domain/user/user-events.ts';
import { MailDeferred, type Mailer } from '../../ports/mailer.ts';
import type { MessageStore, StoredEvent, UserId } from '../../ports/message-store.ts';
import type { Clock } from '../environment.ts';
import type { LoadedUser, LoadUser } from '../load-user.ts';
import { decodeUserEvent } from '../user-event-codec.ts';
import { type DueMail, dueMails, noticesFor } from './due-mails.ts';
import type { HandOver } from './hand-over.ts';
import type { WriteMail } from './write-mail.ts';

/**
 * Hands over the mails that events of one user call for, in order; removes what is kept of mails to somebody who is erased.
 * @throws MailDeferred once all the others are handed over
 * @throws UnreadableEvent, Unavailable
 */
export type SendDueMails = (userId: UserId, events: readonly StoredEvent[]) => Promise<void>;

/** How long the longest-lived token does something, in milliseconds. */
const linksFor = 7 * noticesFor;

/** For how long an event of these types may call for a mail. */
const mailed: Partial<Record<UserEventType, number>> = {
  EmailVerificationRequested: linksFor,
  EmailChangeRequested: linksFor,
  PasswordResetRequested: linksFor,
  EmailChanged: noticesFor,
  PasswordChanged: noticesFor,
  PasswordReset: noticesFor,
  RegistrationRepeated: noticesFor,
  UserErased: Number.POSITIVE_INFINITY,
};

/** Whether something may have to be done about an event: told by what can be read of it without a key. */
export function mayCallForMail({ type, at }: Pick<StoredEvent, 'type' | 'at'>, now: number): boolean {
  const duration = mailed[type as UserEventType];
  return duration !== undefined && at > now - duration;
}

interface Deps {
  readonly store: Pick<MessageStore, 'read'>;
  readonly loadUser: LoadUser;
  readonly mailer: Pick<Mailer, 'forget'>;
  readonly writeMail: WriteMail;
  readonly handOver: HandOver;
  readonly clock: Clock;
}

export function makeSendDueMails(deps: Deps): SendDueMails {
  return async (userId, events) => {
    if (events.length === 0) return;
    const loaded = await deps.loadUser(userId);
    const deferred: MailDeferred[] = [];
    for (const stored of events) deferred.push(...(await settle(deps, stored, loaded)));
    for (const error of deferred) throw error;
  };
}

/** Does all that one event calls for. Answers with what was deferred of it. */
async function settle(deps: Deps, stored: StoredEvent, loaded: LoadedUser): Promise<readonly MailDeferred[]> {
  const { mailer, writeMail, handOver } = deps;
  if (stored.type === 'UserErased') await mailer.forget(stored.userId);
  const deferred: MailDeferred[] = [];
  for (const due of await dueMailsOf(deps, stored, loaded)) {
    await handOver(due.kind, writeMail(due, stored)).catch((error: unknown) => {
      if (!(error instanceof MailDeferred)) throw error;
      deferred.push(error);
    });
  }
  return deferred;
}

async function dueMailsOf(
  { store, clock }: Deps,
  stored: StoredEvent,
  loaded: LoadedUser,
): Promise<readonly DueMail[]> {
  const event = decodeUserEvent(stored, loaded.cipher);
  const addressThen = await addressAfter(store, stored, loaded);
  return dueMails(event, { user: loaded.user, addressThen, now: clock() });
}

/** The address that a user had right after an event: whoever changes the password and then the address is told on to the owner. */
async function addressAfter(
  store: Pick<MessageStore, 'read'>,
  { userId, version }: StoredEvent,
  { user, version: latest, cipher }: LoadedUser,
): Promise<EmailAddress | null> {
  if (user.kind !== 'registered') return null;
  if (version === latest) return user.email;
  for await (const later of store.read(userId, version)) {
    if (later.version > latest) break;
    if (later.type !== 'EmailChanged') continue;
    const event = decodeUserEvent(later, cipher);
    return event.type === 'EmailChanged' ? event.data.formerEmail : null;
  }
  return user.email;
}
