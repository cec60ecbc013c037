import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessDenied } from '../../../src/application/errors.ts';
import type { LoginInterest } from '../../../src/application/login-feed.ts';
import type { LoginNotice } from '../../../src/application/login-notice.ts';
import { newCommand, someCredentials, someRegistration } from '../../support/controls/requests.ts';
import { openEmbedded } from '../../support/embedded.ts';

let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let stopping: AbortController;
let running: Promise<void>;

beforeEach(async () => {
  embedded = await openEmbedded();
  await embedded.app.registerUser(someRegistration, newCommand());
  stopping = new AbortController();
  running = embedded.loginFeed.run(stopping.signal);
  everything = { after: null, userId: undefined, sessionId: await logIn(), matches: () => true };
});

afterEach(async () => {
  stopping.abort();
  await running;
  await embedded.close();
});

let everything: LoginInterest;

async function logIn(): Promise<string> {
  return (await embedded.app.logIn(someCredentials, newCommand())).session.id;
}

async function take(notices: AsyncIterator<LoginNotice>, count: number): Promise<readonly LoginNotice[]> {
  const taken: LoginNotice[] = [];
  while (taken.length < count) {
    const { value, done } = await notices.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

function sessionsOf(notices: readonly LoginNotice[]): readonly unknown[] {
  return notices.map(({ login }) => login.data['sessionId']);
}

describe('the login feed', () => {
  it('tells of logins from now on, each once and in order', async () => {
    await logIn();
    const notices = await embedded.app.loginFeed.subscribe(everything);
    const sessions = [await logIn(), await logIn(), await logIn()];
    expect(sessionsOf(await take(notices, 3))).toEqual(sessions);
    await notices.return?.();
  });

  it('goes on behind a cursor with what was missed, and then with what is new', async () => {
    const first = await embedded.app.loginFeed.subscribe(everything);
    const seen = [await logIn(), await logIn()];
    const notices = await take(first, 2);
    expect(sessionsOf(notices)).toEqual(seen);
    await first.return?.();
    const missed = [await logIn(), await logIn()];
    const second = await embedded.app.loginFeed.subscribe({ ...everything, after: notices[0]?.after ?? [] });
    const fresh = await logIn();
    expect(sessionsOf(await take(second, 4))).toEqual([seen[1], ...missed, fresh]);
    await second.return?.();
  });

  it('leaves out what does not match, and still moves on', async () => {
    const failed = await embedded.app.loginFeed.subscribe({
      ...everything,
      matches: (login) => login.login?.outcome === 'FAILED',
    });
    await logIn();
    await embedded.app
      .logIn({ ...someCredentials, password: 'not the password' }, newCommand())
      .catch(() => 0);
    expect((await take(failed, 1)).map(({ login }) => login.type)).toEqual(['LoginFailed']);
    await failed.return?.();
  });

  it('lets a subscriber leave while it waits', async () => {
    const notices = await embedded.app.loginFeed.subscribe(everything);
    const waiting = notices.next();
    await notices.return?.();
    expect(await waiting).toEqual({ value: undefined, done: true });
  });

  it('ends a subscriber whose session is over, whoever ended it, though nothing comes', async () => {
    const notices = await embedded.app.loginFeed.subscribe(everything);
    const waiting = notices.next();
    await embedded.stores.sessions.end(everything.sessionId, Date.now() + 60_000);
    await expect(waiting).rejects.toThrow(new AccessDenied('UNAUTHENTICATED'));
    expect(await notices.next()).toEqual({ value: undefined, done: true });
  });

  it('ends its subscribers when the process stops', async () => {
    const notices = await embedded.app.loginFeed.subscribe(everything);
    const waiting = notices.next();
    stopping.abort();
    expect((await waiting).done).toBe(true);
  });
});
