import { resolve } from 'node:path';
import type { Secrets } from '../adapters/crypto/secrets.ts';
import { connectSmtp } from '../adapters/mail/connect-smtp.ts';
import { createFolderMailer, type TellWritten } from '../adapters/mail/folder-mailer.ts';
import { createSmtpMailer, type TellSent } from '../adapters/mail/smtp-mailer.ts';
import type { Clock, Delay } from '../application/environment.ts';
import type { LoadUser } from '../application/load-user.ts';
import type { Log } from '../application/log.ts';
import { makeHandOver, type ObserveMail } from '../application/mails/hand-over.ts';
import { createLaterAttempts } from '../application/mails/later-attempts.ts';
import { createMailsProjection } from '../application/mails/mails-projection.ts';
import { makeSendDueMails } from '../application/mails/send-due-mails.ts';
import { makeWriteMail } from '../application/mails/write-mail.ts';
import type { Projection } from '../application/projections/projection.ts';
import type { Feeds } from '../ports/feeds.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { MessageStore } from '../ports/message-store.ts';
import { partitionOf } from '../ports/partitions.ts';
import type { Config } from './config.ts';

/** What sends mails. Whoever composes it closes it. */
export interface Mails {
  readonly projection: Projection;
  close(): void;
}

interface Deps {
  readonly store: MessageStore;
  readonly feeds: Pick<Feeds, 'askRetry' | 'partitions'>;
  readonly loadUser: LoadUser;
  readonly secrets: Pick<Secrets, 'oneTimeTokens'>;
  readonly log: Log;
  readonly delay: Delay;
  readonly observeMail?: ObserveMail;
}

const clock: Clock = Date.now;

/** Connects to nothing yet. */
export function composeMails(config: Config, deps: Deps): Mails {
  const { store, feeds, loadUser, delay, log, observeMail: observe = () => undefined } = deps;
  const closing = new AbortController();
  const { MAIL_FROM: sender } = config;
  const { mailer, close } = openMailer(config, log);
  const { oneTimeTokens } = deps.secrets;
  const product = sender.name === '' ? 'Gatehouse' : sender.name;
  const writeMail = makeWriteMail({ oneTimeTokens, linksUrl: config.LINKS_URL, product });
  const handOver = makeHandOver({ mailer, log, observe });
  const later = createLaterAttempts({
    ask: (userId) => feeds.askRetry('mails', partitionOf(userId, feeds.partitions), userId),
    delay,
    signal: closing.signal,
  });
  const sendDueMails = makeSendDueMails({ store, loadUser, mailer, writeMail, handOver, clock });
  return {
    projection: createMailsProjection({ store, sendDueMails, later, clock }),
    close() {
      closing.abort();
      close();
    },
  };
}

interface OpenMailer {
  readonly mailer: Mailer;
  close(): void;
}

function openMailer({ SMTP_URL, MAIL_DIR, MAIL_FROM: sender }: Config, log: Log): OpenMailer {
  if (SMTP_URL !== undefined) {
    const transport = connectSmtp(SMTP_URL);
    const tellSent: TellSent = ({ id, userId }) =>
      log.info({ mail: id, userId }, 'A mail was handed to the mail server');
    return { mailer: createSmtpMailer({ transport, sender, tellSent }), close: () => transport.close() };
  }
  const tellWritten: TellWritten = (file, { id, userId }) =>
    log.info({ file, mail: id, userId }, 'A mail was put into a file');
  return {
    mailer: createFolderMailer({ folder: resolve(MAIL_DIR), sender, tellWritten }),
    close: () => undefined,
  };
}
