import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { createMailbox, type Mailbox, type ReceivedMail, toReceivedMail } from './mailbox.ts';

/** An SMTP server of its own, with what it received. Disposing of it ends it. */
export interface MailServer extends Mailbox, AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** To whom mails were sent by the envelope, in order, with whether it was encrypted. */
  readonly envelopes: readonly { readonly to: string; readonly secure: boolean }[];
}

/** An answer of the server other than that all is well. */
export interface Refusal {
  readonly code: number;
  readonly text: string;
}

interface Options {
  /** Answers a recipient, or a message to them, with a refusal. */
  readonly refuse?: (step: 'RCPT' | 'DATA', to: string) => Refusal | null;
  /** A free one if left out. */
  readonly port?: number;
  readonly server?: SMTPServerOptions;
}

/** It offers STARTTLS with a certificate that nobody signed, and asks nobody who they are, unless it is told otherwise. */
export async function startMailServer({
  refuse = () => null,
  port = 0,
  server,
}: Options = {}): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const envelopes: { to: string; secure: boolean }[] = [];
  const smtp = new SMTPServer({
    logger: false,
    // Connections of a pool stay open.
    closeTimeout: 50,
    authOptional: true,
    onRcptTo: ({ address }, _session, done) => done(toError(refuse('RCPT', address))),
    onData(stream, { envelope, secure }, done) {
      const to = envelope.rcptTo.map(({ address }) => address).join(',');
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const refusal = toError(refuse('DATA', to));
        if (refusal !== null) return done(refusal);
        toReceivedMail(Buffer.concat(chunks)).then((mail) => {
          envelopes.push({ to, secure });
          received.push(mail);
          done();
        }, done);
      });
    },
    ...server,
  });
  // A client that goes away is no failure of a test.
  smtp.on('error', () => undefined);
  await new Promise<void>((settle) => void smtp.listen(port, '127.0.0.1', settle));
  const address = smtp.server.address();
  if (address === null || typeof address === 'string') throw new Error('The mail server does not listen.');
  return {
    ...createMailbox(() => Promise.resolve([...received])),
    port: address.port,
    url: `smtp://127.0.0.1:${address.port}`,
    envelopes,
    [Symbol.asyncDispose]: () => new Promise<void>((settle) => smtp.close(settle)),
  };
}

function toError(refusal: Refusal | null): (Error & { responseCode: number }) | null {
  return refusal === null ? null : Object.assign(new Error(refusal.text), { responseCode: refusal.code });
}
