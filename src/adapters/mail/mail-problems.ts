import type { Problem } from '../../ports/diagnosis.ts';

/** Everything that may be found wrong with how mails are sent. */
export const mailProblems = {
  nobody: {
    check: 'SMTP_URL',
    level: 'warning',
    when: 'is unset in production',
    risk: 'Mails are put into files, and reach nobody: nobody can prove an address or reset a password.',
    advice: 'Set SMTP_URL, and MAIL_FROM to an address that the server may send from.',
  },
  unreachable: {
    check: 'connection',
    level: 'warning',
    when: 'the mail server does not answer, offers no TLS that can be trusted, or does not take the password',
    risk: 'All mails wait until it does. Links that expire meanwhile are not sent.',
    advice: 'Start the server, or correct SMTP_URL: its host, port, user and password.',
  },
} as const satisfies Readonly<Record<string, Problem>>;
