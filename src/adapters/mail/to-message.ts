import type { SendMailOptions } from 'nodemailer';
import type { Mail } from '../../ports/mailer.ts';
import type { Sender } from './sender.ts';

/** RFC 5322, section 2.1.1. */
const longestLine = 998;

/** What nodemailer makes a message of (RFC 5322), which says that no person answers it (RFC 3834, section 5). */
export function toMessage({ id, to, subject, text, html }: Mail, sender: Sender): SendMailOptions {
  return {
    messageId: `<${id}@${sender.domain}>`,
    from: { name: sender.name, address: sender.address },
    // Not as a text, in which a comma would begin another address.
    to: { name: '', address: to },
    subject,
    text: isReadableAsItIs(text) ? { raw: toPart(text) } : text,
    html,
    headers: { 'Auto-Submitted': 'auto-generated' },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function isReadableAsItIs(text: string): boolean {
  return /^[\n\x20-\x7e]*$/.test(text) && text.split('\n').every(({ length }) => length <= longestLine);
}

/** As it stands: in any other encoding a long link could not be read, or copied, by whoever looks into the file. */
function toPart(text: string): string {
  const head = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 7bit', '', ''];
  return head.join('\r\n') + text.replaceAll('\n', '\r\n');
}
