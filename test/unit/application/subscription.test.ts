import { describe, expect, it } from 'vitest';
import { AccessDenied } from '../../../src/application/errors.ts';
import type { LiveSessions } from '../../../src/application/live-sessions.ts';
import type { PlacedLogin } from '../../../src/application/login-notice.ts';
import { createMailbox } from '../../../src/application/mailbox.ts';
import { createSubscription } from '../../../src/application/subscription.ts';
import { createWatchedSession } from '../../../src/application/watched-session.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import { delay } from '../../../src/roles/compose.ts';
import { eventDocument } from '../../support/controls/event-document.ts';

/** A subscription that has everything to catch up with, and how often it ended. */
function subscribed(
  catchUp: () => AsyncIterable<PlacedLogin>,
  isLive: LiveSessions['isLive'] = async () => true,
) {
  const mailbox = createMailbox<PlacedLogin>(10);
  mailbox.miss();
  const ends: boolean[] = [];
  const onEnd = () => void ends.push(mailbox.isEnded());
  const session = createWatchedSession({ liveSessions: { isLive }, delay }, 'a-session', mailbox);
  const notices = createSubscription({
    mailbox,
    from: ['0-0'],
    matches: () => true,
    session,
    catchUp,
    onEnd,
  });
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

  it('gives nothing to a session that is over, and its mailbox up', async () => {
    const { notices, ends } = subscribed(oneLogin, async () => false);
    await expect(notices.next()).rejects.toThrow(new AccessDenied('UNAUTHENTICATED'));
    expect(ends).toEqual([true]);
  });

  it('gives nothing while nobody can tell whether the session goes on, and then everything', async () => {
    const answers = [unavailable, unavailable, async () => true];
    const { notices } = subscribed(oneLogin, () => (answers.shift() ?? unavailable)());
    expect((await notices.next()).value?.position).toEqual({ partition: 0, offset: '1-0' });
    expect(answers).toEqual([]);
  });

  it('ends at once for who leaves while nobody can tell', async () => {
    const { notices, ends } = subscribed(oneLogin, () => new Promise<never>(() => undefined));
    const waiting = notices.next();
    await notices.return?.();
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(ends[0]).toBe(true);
  });

  it('fails when the look-up fails for a reason that does not pass', async () => {
    const { notices } = subscribed(oneLogin, () => Promise.reject(new TypeError('A mistake.')));
    await expect(notices.next()).rejects.toThrow('A mistake.');
  });
});

function unavailable(): Promise<never> {
  return Promise.reject(new Unavailable('sessions', new Error('It is away.')));
}
