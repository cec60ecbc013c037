import { describe, expect, it } from 'vitest';
import type { PlacedLogin } from '../../../src/application/login-notice.ts';
import { createMailbox } from '../../../src/application/mailbox.ts';
import { createSubscription } from '../../../src/application/subscription.ts';
import { eventDocument } from '../../support/controls/event-document.ts';

/** A subscription that has everything to catch up with, and how often it ended. */
function subscribed(catchUp: () => AsyncIterable<PlacedLogin>) {
  const mailbox = createMailbox<PlacedLogin>(10);
  mailbox.miss();
  const ends: boolean[] = [];
  const onEnd = () => void ends.push(mailbox.isEnded());
  const notices = createSubscription({ mailbox, from: ['0-0'], matches: () => true, catchUp, onEnd });
  return { notices, mailbox, ends };
}

async function* oneLogin(): AsyncGenerator<PlacedLogin> {
  yield { partition: 0, offset: '1-0', login: eventDocument() };
}

describe('a subscription', () => {
  it('gives its mailbox up when its reader fails', async () => {
    const { notices, ends } = subscribed(() => {
      throw new Error('The store is away.');
    });
    await expect(notices.next()).rejects.toThrow('The store is away.');
    expect(ends).toEqual([true]);
  });

  it('gives its mailbox up when the mail ends', async () => {
    const { notices, mailbox, ends } = subscribed(oneLogin);
    await notices.next();
    mailbox.end();
    expect((await notices.next()).done).toBe(true);
    expect(ends).toEqual([true]);
  });

  it('gives its mailbox up when it is returned before it began', async () => {
    const { notices, ends } = subscribed(oneLogin);
    await notices.return?.();
    expect(ends).toEqual([true]);
  });
});
