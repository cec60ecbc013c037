import { describe, expect, it } from 'vitest';
import { AccessDenied } from '../../../src/application/errors.ts';
import type { LiveSessions } from '../../../src/application/live-sessions.ts';
import type { PlacedLogin } from '../../../src/application/login-notice.ts';
import { createMailbox } from '../../../src/application/mailbox.ts';
import { createSubscription } from '../../../src/application/subscription.ts';
import { createWatchedSession } from '../../../src/application/watched-session.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import type { FeedVector } from '../../../src/ports/feeds.ts';
import { delay } from '../../../src/roles/compose.ts';
import { eventDocument } from '../../support/controls/event-document.ts';

/** A subscription that has everything to catch up with, and how often it ended. */
function subscribed(
  catchUp: (from: FeedVector) => AsyncIterable<PlacedLogin>,
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
    delay: async () => void (await delay(1)),
    onEnd,
  });
  return { notices, mailbox, ends };
}

/** Three logins, of which those that were given are left out. */
function loginsBehind([from = '']: FeedVector): readonly PlacedLogin[] {
  return ['1-0', '2-0', '3-0']
    .filter((offset) => offset > from)
    .map((offset) => ({ partition: 0, offset, login: eventDocument() }));
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

  it('reads on behind what it gave when what it reads was away, and gives nothing twice', async () => {
    const asked: FeedVector[] = [];
    async function* failingOnce(from: FeedVector): AsyncGenerator<PlacedLogin> {
      asked.push(from);
      if (asked.length > 1) yield* loginsBehind(from).slice(0, 1);
      if (asked.length < 4) await unavailable();
    }
    const { notices, ends } = subscribed(failingOnce);
    const given = [await notices.next(), await notices.next(), await notices.next()];

    expect(given.map(({ value }) => value?.position.offset)).toEqual(['1-0', '2-0', '3-0']);
    expect(asked).toEqual([['0-0'], ['0-0'], ['1-0'], ['2-0']]);
    expect(ends).toEqual([]);
  });

  it('ends for who leaves while what it reads is away', async () => {
    const { notices, ends } = subscribed(() => {
      throw new Unavailable('message store', new Error('It is away.'));
    });
    const waiting = notices.next();
    await notices.return?.();
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(ends[0]).toBe(true);
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
