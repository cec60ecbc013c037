import { describe, expect, it } from 'vitest';
import { toContent } from '../../../../src/application/mails/to-content.ts';
import { wordings } from '../../../../src/application/mails/wordings.ts';
import { makeWriteMail } from '../../../../src/application/mails/write-mail.ts';
import type { EmailAddress } from '../../../../src/domain/email-address.ts';

const at = Date.UTC(2026, 10, 22, 17, 5);
const link = { url: 'https://login.example/reset-password#token=abc', expiresAt: at + 3_600_000 };

describe('a mail', () => {
  it('says what happened, when, what to do, and how long that works', () => {
    const { subject, text } = toContent(wordings['reset-password'], { product: 'Example', at, link });

    expect(subject).toBe('Choose another password for Example');
    expect(text.split('\n\n')).toEqual([
      'On 22 November 2026 at 17:05 UTC, somebody asked to choose another password for the account with this e-mail address at Example.',
      'If it was you, open this link:',
      link.url,
      'The link works once, until 22 November 2026 at 18:05 UTC.',
      'If it was not you, you need not do anything: your password stays as it is.',
      '-- \nExample\n',
    ]);
  });

  it('has the link in both forms, and leads nowhere else', () => {
    const { text, html } = toContent(wordings['reset-password'], { product: 'Example', at, link });

    expect(text.match(/https?:\S+/g)).toEqual([link.url]);
    expect(html.match(/(?:href|src)="[^"]*"/g)).toEqual([`href="${link.url}"`]);
  });

  it('that an address was wanted again leads who cannot sign in to where they can ask for a reset', () => {
    const write = makeWriteMail({
      oneTimeTokens: { make: () => ({ token: 'abc', userId: 'a-user', hash: 'a hash' }) },
      linksUrl: 'https://login.example',
      product: 'Example',
    });
    const due = { kind: 'registration-repeated', to: 'ada@example.com' as EmailAddress } as const;
    const { text } = write(due, { userId: 'a-user', eventId: 'an-event', at });

    expect(text.split('\n\n').slice(1, -1)).toEqual([
      'If it was you, sign in instead. If that does not work, or you never confirmed this address, choose another password, which confirms the address too:',
      'https://login.example/forgot-password',
      'If it was not you, you need not do anything: nothing has changed.',
    ]);
  });

  it('shows what could be markup as it is', () => {
    const product = `<b>A & "B" 'C'</b>`;
    const { html } = toContent(wordings['password-changed'], { product, at, link: null });

    expect(html).not.toContain('<b>');
    expect(html).toContain(
      '<title>Your password for &lt;b&gt;A &amp; &quot;B&quot; &#39;C&#39;&lt;/b&gt; was changed</title>',
    );
  });

  it.each(Object.keys(wordings) as (keyof typeof wordings)[])(
    'says of %s what to do if it was somebody else',
    (kind) => {
      const { text, html } = toContent(wordings[kind], { product: 'Example', at, link: null });

      expect(text).toMatch(/If it was not you, /);
      expect(html).toContain('If it was not you, ');
    },
  );
});
