import {
  createTransport,
  type SMTPPoolOptions,
  type SMTPPoolSentMessageInfo,
  type Transporter,
} from 'nodemailer';

export type SmtpTransport = Transporter<SMTPPoolSentMessageInfo, SMTPPoolOptions>;

/** In milliseconds. Longer than a server takes that works, and shorter than nodemailer waits. */
const timeouts = {
  dnsTimeout: 10_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 60_000,
};

/**
 * A pool of connections to an SMTP server; none is made yet. What is sent leaves this machine only encrypted: by TLS from the
 * start with `smtps:`, by STARTTLS otherwise, and only to a server with a valid certificate. To a server on this machine it goes as
 * that one offers it. Options in the URL stand above all of this.
 *
 * @example connectSmtp('smtp://mailpit:1025?requireTLS=false')
 */
export function connectSmtp(url: string): SmtpTransport {
  const isLocal = isLoopback(new URL(url).hostname);
  return createTransport({
    url,
    pool: true,
    // A connection that was idle may be gone: its mail goes over another one, once.
    maxRequeues: 1,
    ...(isLocal ? { tls: { rejectUnauthorized: false } } : { requireTLS: true }),
    ...timeouts,
  });
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
}
