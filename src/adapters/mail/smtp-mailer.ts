import type { SendMailOptions } from 'nodemailer';
import type { Mail, Mailer } from '../../ports/mailer.ts';
import type { Sender } from './sender.ts';
import { toMailError } from './smtp-failure.ts';
import { toMessage } from './to-message.ts';

/** Told of every mail that the server took. */
export type TellSent = (mail: Pick<Mail, 'id' | 'userId'>) => void;

interface Options {
  readonly transport: { sendMail(message: SendMailOptions): Promise<unknown> };
  readonly sender: Sender;
  readonly tellSent?: TellSent;
}

/** Hands mails to an SMTP server, which is responsible for them from then on. Keeps nothing of them. */
export function createSmtpMailer({ transport, sender, tellSent }: Options): Mailer {
  return {
    async send(mail) {
      try {
        await transport.sendMail(toMessage(mail, sender));
      } catch (error) {
        throw toMailError(error);
      }
      tellSent?.(mail);
    },
    forget: () => Promise.resolve(),
  };
}
