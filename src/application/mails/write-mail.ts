import type { Mail } from '../../ports/mailer.ts';
import type { UserId } from '../../ports/message-store.ts';
import type { OneTimeTokens } from '../../ports/one-time-tokens.ts';
import type { DueMail, LinkMail } from './due-mails.ts';
import { toContent } from './to-content.ts';
import { wordings } from './wordings.ts';

/** The event that a mail tells of. */
export interface MailedEvent {
  readonly userId: UserId;
  readonly eventId: string;
  readonly at: number;
}

/** Writes a mail: the same for the same event and kind, with the same token. */
export type WriteMail = (due: DueMail, event: MailedEvent) => Mail;

/** @param deps.linksUrl where links lead, without a slash at the end; no request has any say in it */
export function makeWriteMail(deps: {
  readonly oneTimeTokens: Pick<OneTimeTokens, 'make'>;
  readonly linksUrl: string;
  readonly product: string;
}): WriteMail {
  const { oneTimeTokens, linksUrl, product } = deps;
  const linkOf = ({ kind, purpose, tokenId, expiresAt }: LinkMail, userId: UserId) => {
    const { token } = oneTimeTokens.make(purpose, userId, tokenId);
    // Behind the #, where it is sent to no server and stands in no log.
    return { url: `${linksUrl}/${kind}#token=${token}`, expiresAt };
  };
  const linkIn = (due: DueMail, userId: UserId) => {
    if ('tokenId' in due) return linkOf(due, userId);
    const leadsOn = due.kind === 'registration-repeated';
    return leadsOn ? { url: `${linksUrl}/forgot-password`, expiresAt: null } : null;
  };
  return (due, { userId, eventId, at }) => ({
    id: `${due.kind}.${eventId}`,
    userId,
    to: due.to,
    ...toContent(wordings[due.kind], {
      product,
      at,
      link: linkIn(due, userId),
    }),
  });
}
