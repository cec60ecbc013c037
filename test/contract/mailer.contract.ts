import { describe, expect, test } from 'vitest';
import type { Mailer } from '../../src/ports/mailer.ts';
import { newMail } from '../support/controls/new-mail.ts';
import type { Mailbox } from '../support/mailbox.ts';

/** What mails come from in these tests. */
export const mailFrom = 'Zoë & Co, “Gatehouse” <accounts@example.com>';

/** A mailer, and what arrives of what it sends. */
export interface OpenedMailer {
  readonly mailer: Mailer;
  readonly mailbox: Mailbox;
}

/** What every mailer has to do. Call it once for each adapter. */
export function mailerContract(name: string, open: () => Promise<OpenedMailer>): void {
  describe(`the mailer ${name}`, () => {
    test('delivers what it is given, in both forms', async () => {
      const { mailer, mailbox } = await open();
      const mail = newMail({ text: 'Größe: 5 €\n', html: '<p>Größe: 5 €</p>\n', subject: 'Größe – ändern' });

      await mailer.send(mail);

      const [received] = await mailbox.all();
      const { to, subject, text, html, messageId, from, parsed } = received ?? {};
      expect({ to, subject, text, html, messageId, from }).toEqual({
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        messageId: `<${mail.id}@example.com>`,
        from: 'accounts@example.com',
      });
      expect(parsed?.from?.value).toEqual([
        { address: 'accounts@example.com', name: 'Zoë & Co, “Gatehouse”' },
      ]);
      expect(parsed?.headers.get('auto-submitted')).toBe('auto-generated');
    });

    test('breaks no line of a text, so that its links can be copied as they stand', async () => {
      const { mailer, mailbox } = await open();
      const link = `https://login.example/reset-password#token=${'a'.repeat(64)}`;

      await mailer.send(newMail({ text: `Open this:\n\n${link}\n` }));

      expect((await mailbox.all()).map(({ raw }) => raw.includes(`\r\n${link}\r\n`))).toEqual([true]);
    });

    test('names the same mail the same when it is sent again', async () => {
      const { mailer, mailbox } = await open();
      const mail = newMail();

      await mailer.send(mail);
      await mailer.send(mail);

      const ids = (await mailbox.all()).map(({ messageId }) => messageId);
      expect(new Set(ids)).toEqual(new Set([`<${mail.id}@example.com>`]));
    });

    test.each([
      ['a name that is not in ASCII', 'zoë@example.com'],
      ['an international domain in its stored form', 'ada@xn--bcher-kva.example'],
      ['marks that mean something elsewhere', "o'brien+a=b{c}@example.com"],
    ])('delivers to an address with %s', async (_what, to) => {
      const { mailer, mailbox } = await open();

      await mailer.send(newMail({ to }));

      expect((await mailbox.all()).map((mail) => mail.to)).toEqual([to]);
    });

    test.each([
      ['an address', { to: 'ada@example.com\r\nBcc: eve@example.com' }],
      ['an address that is two', { to: 'ada@example.com, eve@example.com' }],
      ['a subject', { subject: 'Hello\r\nBcc: eve@example.com\r\n\r\nRead this' }],
    ])('adds no header and no recipient by %s', async (_what, overrides) => {
      const { mailer, mailbox } = await open();

      // Whether it is refused or delivered as a strange one is up to the mailer.
      await mailer.send(newMail(overrides)).catch(() => undefined);

      const received = await mailbox.all();
      expect(received.filter(({ to }) => to.includes('eve@example.com') && !to.includes('ada'))).toEqual([]);
      expect(received.filter(({ parsed }) => parsed.bcc !== undefined || parsed.cc !== undefined)).toEqual(
        [],
      );
      expect(received.filter(({ raw }) => /^Read this/m.test(raw))).toEqual([]);
    });

    test('forgets a user without any mails', async () => {
      const { mailer } = await open();
      await mailer.forget(newMail().userId);
    });
  });
}
