import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connectSmtp } from '../../src/adapters/mail/connect-smtp.ts';
import { createFolderMailer } from '../../src/adapters/mail/folder-mailer.ts';
import { parseSender } from '../../src/adapters/mail/sender.ts';
import { createSmtpMailer } from '../../src/adapters/mail/smtp-mailer.ts';
import { Unavailable } from '../../src/ports/errors.ts';
import { MailDeferred, MailRefused } from '../../src/ports/mailer.ts';
import { temporaryFolder } from '../support/archives.ts';
import { newMail } from '../support/controls/new-mail.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { type MailServer, type Refusal, startMailServer } from '../support/mail-server.ts';
import { folderMailbox } from '../support/mailbox.ts';
import { findFreePort } from '../support/servers/free-port.ts';
import { mailerContract, mailFrom } from './mailer.contract.ts';

const sender = senderOf(mailFrom);

mailerContract('that puts mails into a folder', () => {
  const folder = join(temporaryFolder(), 'mails');
  return Promise.resolve({ mailer: createFolderMailer({ folder, sender }), mailbox: folderMailbox(folder) });
});

mailerContract('that hands mails to an SMTP server', async () => {
  const mailbox = await mailServer();
  return { mailer: smtpMailer(mailbox.url), mailbox };
});

function senderOf(text: string) {
  const parsed = parseSender(text);
  if (parsed === null) throw new Error('This is no sender.');
  return parsed;
}

async function mailServer(...options: Parameters<typeof startMailServer>): Promise<MailServer> {
  const server = await startMailServer(...options);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

function smtpMailer(url: string) {
  const transport = connectSmtp(url);
  onTestFinished(() => transport.close());
  return createSmtpMailer({ transport, sender });
}

const withPassword = {
  server: {
    authOptional: false,
    onAuth({ username, password }, _session, done) {
      if (username === 'ada@example.com' && password === 'p@ss/w:rd') done(null, { user: username });
      else done(new Error('No such user: ada@example.com'));
    },
  },
} satisfies Parameters<typeof startMailServer>[0];

/** What an attempt to send a mail is answered with. */
async function failureOf(url: string, to = 'ada@example.com'): Promise<unknown> {
  return smtpMailer(url)
    .send(newMail({ to }))
    .catch((error: unknown) => error);
}

function messagesOf(error: unknown): readonly string[] {
  return error instanceof Error ? [error.message, ...messagesOf(error.cause)] : [];
}

test.each<
  readonly [string, 'RCPT' | 'DATA', Refusal, typeof Unavailable | typeof MailRefused | typeof MailDeferred]
>([
  ['an unknown recipient', 'RCPT', { code: 550, text: '5.1.1 No ada@example.com here' }, MailRefused],
  [
    'a message that it does not want',
    'DATA',
    { code: 554, text: '5.7.1 Spam to ada@example.com' },
    MailRefused,
  ],
  ['a recipient who has to wait', 'RCPT', { code: 450, text: '4.2.0 Later, ada@example.com' }, MailDeferred],
  ['a message that has to wait', 'DATA', { code: 452, text: '4.3.1 Full, ada@example.com' }, MailDeferred],
  [
    'a client who is to go away',
    'RCPT',
    { code: 421, text: '4.3.2 Closing for ada@example.com' },
    Unavailable,
  ],
  ['a client who is to log in', 'RCPT', { code: 530, text: '5.7.0 Log in, ada@example.com' }, Unavailable],
])('tells what it means when the server refuses %s, and not to whom', async (_what, at, refusal, kind) => {
  const { url } = await mailServer({ refuse: (step) => (step === at ? refusal : null) });

  const failure = await failureOf(url);

  expect(failure).toBeInstanceOf(kind);
  expect(messagesOf(failure).join('\n')).toContain(String(refusal.code));
  expect(messagesOf(failure).join('\n')).not.toContain('ada');
});

test('goes on with other mails after one that was refused', async () => {
  const refusal = { code: 550, text: 'Nobody' };
  const server = await mailServer({ refuse: (_step, to) => (to === 'eve@example.com' ? refusal : null) });
  const mailer = smtpMailer(server.url);

  await expect(mailer.send(newMail({ to: 'eve@example.com' }))).rejects.toThrow(MailRefused);
  await mailer.send(newMail());

  expect(server.envelopes.map(({ to }) => to)).toEqual(['ada@example.com']);
});

test('fails for now where nobody listens', async () => {
  const failure = await failureOf(`smtp://127.0.0.1:${await findFreePort()}`);

  expect(failure).toBeInstanceOf(Unavailable);
});

test('logs in with what the URL says, encoded as it has to be', async () => {
  const server = await mailServer(withPassword);

  await smtpMailer(server.url.replace('//', '//ada%40example.com:p%40ss%2Fw%3Ard@')).send(newMail());

  expect(server.envelopes).toEqual([{ to: 'ada@example.com', secure: true }]);
});

test('says what to do when the server does not take the password', async () => {
  const { url } = await mailServer(withPassword);

  const failure = await failureOf(url.replace('//', '//ada%40example.com:wrong@'));

  expect(failure).toBeInstanceOf(Unavailable);
  expect(messagesOf(failure).join('\n')).toContain('check user and password in SMTP_URL');
  expect(messagesOf(failure).join('\n')).not.toContain('ada');
});

test('encrypts for a server on this machine where it is offered, and goes on where it is not', async () => {
  const offering = await mailServer();
  const plain = await mailServer({ server: { disabledCommands: ['STARTTLS'] } });

  await smtpMailer(offering.url).send(newMail());
  await smtpMailer(plain.url).send(newMail());

  expect(offering.envelopes).toEqual([{ to: 'ada@example.com', secure: true }]);
  expect(plain.envelopes).toEqual([{ to: 'ada@example.com', secure: false }]);
});

test('hands nothing in the clear to a server elsewhere, unless the URL says so', async () => {
  const plain = await mailServer({ server: { disabledCommands: ['STARTTLS'] } });

  const { options } = connectSmtp('smtp://smtp.example.com');
  const failure = await failureOf(`${plain.url}?requireTLS=true`);

  expect({ requireTLS: options.requireTLS, tls: options.tls }).toEqual({ requireTLS: true, tls: undefined });
  expect(messagesOf(failure).join('\n')).toContain('offers no TLS that can be trusted');
  expect(plain.envelopes).toEqual([]);
  expect(connectSmtp('smtp://smtp.example.com?requireTLS=false').transporter).toMatchObject({
    options: { requireTLS: false, host: 'smtp.example.com' },
  });
});

test('trusts no certificate that nobody signed, where it is to check it', async () => {
  const server = await mailServer({ server: { secure: true } });

  const failure = await failureOf(`${server.url.replace('smtp:', 'smtps:')}?tls.rejectUnauthorized=true`);

  expect(failure).toBeInstanceOf(Unavailable);
  expect(server.envelopes).toEqual([]);
});

test('keeps mails where only the owner of the process can read them, and leaves no drafts', async () => {
  const folder = join(temporaryFolder(), 'data', 'mails');
  const mail = newMail();
  mkdirSync(join(folder, '..'));
  const written: unknown[] = [];
  const tellWritten = (file: string, { id }: { readonly id: string }) => written.push({ file, id });

  await createFolderMailer({ folder, sender, tellWritten }).send(mail);

  const names = readdirSync(folder);
  expect(names).toEqual([`${mail.userId}.${mail.id}.eml`]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(names.map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600]);
  expect(written).toEqual([{ file: join(folder, names[0] ?? ''), id: mail.id }]);
});

test('forgets every mail to one user, half-written ones too, and none to others', async () => {
  const folder = temporaryFolder();
  const mailer = createFolderMailer({ folder, sender });
  const userId = newUserId();
  const other = newMail();
  for (const mail of [newMail({ userId }), newMail({ userId }), other]) await mailer.send(mail);
  writeFileSync(join(folder, `${userId}.password-changed.left.eml.draft`), 'left by a crash');

  await mailer.forget(userId);

  expect(readdirSync(folder)).toEqual([`${other.userId}.${other.id}.eml`]);
});

test('fails for now where the folder cannot be written', async () => {
  const folder = join(temporaryFolder(), 'a-file');
  writeFileSync(folder, 'in the way');

  await expect(createFolderMailer({ folder, sender }).send(newMail())).rejects.toThrow(Unavailable);
});

test.each([
  ['nothing', ''],
  ['a name alone', 'Gatehouse'],
  ['two addresses', 'a@example.com, b@example.com'],
  ['a line break', 'Gatehouse\r\nBcc: eve@example.com <a@example.com>'],
])('takes no mails from %s', (_what, text) => {
  expect(parseSender(text)).toBeNull();
});
