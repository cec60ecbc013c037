import type { NodemailerError } from 'nodemailer';
import { Unavailable } from '../../ports/errors.ts';
import { MailDeferred, MailRefused } from '../../ports/mailer.ts';

/** RFC 4954: what the server says when it wants to know who asks, or does not believe it. */
const authenticationCodes: readonly number[] = [530, 534, 535, 538];
/** It closes the connection (RFC 5321, section 3.8). */
const closing = 421;

/** What a failure of nodemailer means for the mail. What the server wrote may hold the address, so only codes are kept. */
export function toMailError(error: unknown): MailRefused | MailDeferred | Unavailable {
  const failure: NodemailerError = error instanceof Error ? error : new Error('It failed without an error.');
  const { code, command, responseCode } = failure;
  if (!isAboutMail(failure)) return new Unavailable('mail', new Error(explain(failure)));
  const said = `The mail server answered ${codesOf(failure)} to ${command === 'API' ? 'nothing' : (command ?? 'the mail')}`;
  if (responseCode === undefined) return new MailRefused(`No mail can be made for this address (${code}).`);
  return responseCode >= 500 && responseCode !== 503
    ? new MailRefused(`${said}: the mail is not delivered.`)
    : new MailDeferred(`${said}: it may take this mail later.`);
}

/** Whether another mail to somebody else might be taken meanwhile. */
function isAboutMail({ code, command, responseCode = 0 }: NodemailerError): boolean {
  const isRefusal = code === 'EENVELOPE' || code === 'EMESSAGE';
  // Who is refused as the sender is refused with every mail.
  const isOfSender = command === 'MAIL FROM';
  return isRefusal && !isOfSender && responseCode !== closing && !authenticationCodes.includes(responseCode);
}

function explain(failure: NodemailerError): string {
  const { code = 'unknown', command, responseCode = 0 } = failure;
  if (code === 'EAUTH' || code === 'ENOAUTH' || authenticationCodes.includes(responseCode)) {
    return `The mail server does not let us in (${codesOf(failure)}): check user and password in SMTP_URL.`;
  }
  if (code === 'ETLS') {
    return 'The mail server offers no TLS that can be trusted. Use smtps:, mend its certificate, or see docs/guides/mail.md.';
  }
  if (command === 'MAIL FROM') {
    return `The mail server does not take mails from this sender (${codesOf(failure)}): check MAIL_FROM.`;
  }
  // What a server answered may hold anything; what a socket says does not.
  return responseCode === 0 ? failure.message : `The mail server answered ${codesOf(failure)}.`;
}

/** Such as `550 5.1.1` (RFC 3463), or what nodemailer calls it. */
function codesOf({ code = 'unknown', response }: NodemailerError): string {
  return /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(response ?? '')?.[0] ?? code;
}
