import { LRUCache } from 'lru-cache';
import { type Mail, MailDeferred, type Mailer, MailRefused } from '../../ports/mailer.ts';
import type { Log } from '../log.ts';
import type { MailKind } from './due-mails.ts';

/** More than are called for by all entries that are applied together. */
const remembered = 20_000;

/** `failed`: the mail server cannot be reached or does not work now. */
export type MailOutcome = 'sent' | 'refused' | 'deferred' | 'failed';
export type ObserveMail = (kind: MailKind, outcome: MailOutcome) => void;

/**
 * Hands a mail over, unless this process did so already: an entry is given again whose neighbours could not be applied. One that is
 * refused for good is done with. @throws MailDeferred, Unavailable
 */
export type HandOver = (kind: MailKind, mail: Mail) => Promise<void>;

export function makeHandOver(deps: {
  readonly mailer: Pick<Mailer, 'send'>;
  readonly log: Log;
  readonly observe: ObserveMail;
}): HandOver {
  const { mailer, log, observe } = deps;
  const done = new LRUCache<string, true>({ max: remembered });

  async function attempt(mail: Mail): Promise<MailOutcome> {
    try {
      await mailer.send(mail);
      return 'sent';
    } catch (error) {
      if (!(error instanceof MailRefused)) throw error;
      log.warn({ mail: mail.id, userId: mail.userId, err: error }, 'A mail was refused for good');
      return 'refused';
    }
  }

  return async (kind, mail) => {
    if (done.has(mail.id)) return;
    try {
      observe(kind, await attempt(mail));
    } catch (error) {
      observe(kind, error instanceof MailDeferred ? 'deferred' : 'failed');
      throw error;
    }
    done.set(mail.id, true);
  };
}
