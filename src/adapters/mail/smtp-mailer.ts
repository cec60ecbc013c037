import type { SendMailOptions } from 'nodemailer';
import type { Mailer } from '../../ports/mailer.ts';
import type { Sender } from './sender.ts';
import { toMailError } from './smtp-failure.ts';
import { toMessage } from './to-message.ts';

/** Hands mails to an SMTP server, which is responsible for them from then on. Keeps nothing of them. */
export function createSmtpMailer({
  transport,
  sender,
}: {
  readonly transport: { sendMail(message: SendMailOptions): Promise<unknown> };
  readonly sender: Sender;
}): Mailer {
  return {
    async send(mail) {
      try {
        await transport.sendMail(toMessage(mail, sender));
      } catch (error) {
        throw toMailError(error);
      }
    },
    forget: () => Promise.resolve(),
  };
}
