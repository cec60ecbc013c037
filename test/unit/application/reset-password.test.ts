import { describe, expect, it } from 'vitest';
import { commandIdsOf, newSeed } from '../../../src/adapters/crypto/command-ids.ts';
import { makeCommandHistory } from '../../../src/application/command-history.ts';
import { makeResetPassword } from '../../../src/application/commands/reset-password.ts';
import { makeHandleCommand } from '../../../src/application/handle-command.ts';
import { makeLoadUser } from '../../../src/application/load-user.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import { newCommand, someCredentials, someRequest } from '../../support/controls/requests.ts';
import { openWithTokens } from '../../support/mailed-tokens.ts';

const newPassword = 'nine purple kettles dance';
const { email, password } = someCredentials;

async function opened(settings: Readonly<Record<string, string>> = {}) {
  const opening = await openWithTokens({ LIMIT_MAILS_PER_ADDRESS: 'off', ...settings });
  const { app, mailed } = opening;
  return {
    ...opening,
    async asked(): Promise<string> {
      await app.requestPasswordReset(email, newCommand());
      return mailed('reset-password');
    },
    reset: (token: string, command = newCommand()) => app.resetPassword({ token, newPassword }, command),
  };
}

describe('asking for a reset', () => {
  it('changes nothing: the password still signs in, and sessions go on', async () => {
    const { app, asked, loginWith } = await opened();
    const { tokens } = await app.logIn(someCredentials, newCommand());
    await asked();
    expect(await loginWith(password)).toBe('signed in');
    await expect(app.refreshSession(tokens.refreshToken, newCommand())).resolves.toMatchObject({});
  });

  it('answers the same for an address that nobody has, and for accounts that are closed', async () => {
    const { app, viewer, userId, typesOf } = await opened();
    const answers = [
      await app.requestPasswordReset('nobody@example.com', newCommand()),
      await app.requestPasswordReset(email, newCommand()),
    ];
    await app.deactivateUser(viewer, { userId }, newCommand());
    answers.push(await app.requestPasswordReset(email, newCommand()));
    for (const answer of answers) {
      expect(answer).toEqual({ expiresAt: expect.any(Number) });
      expect(Math.abs(answer.expiresAt - Date.now() - 3_600_000)).toBeLessThan(10_000);
    }
    expect(await typesOf()).toEqual(['UserRegistered', 'PasswordResetRequested', 'UserDeactivated']);
  });

  it.each([email, 'nobody@example.com'])('is refused beyond the limit of mails for %s', async (address) => {
    const { app } = await opened({ LIMIT_MAILS_PER_ADDRESS: '2/1h' });
    const ask = () => app.requestPasswordReset(address, newCommand());
    await ask();
    await ask();
    await expect(ask()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  });

  it('is one token when the same command is sent again, with the same answer', async () => {
    const { app, typesOf } = await opened();
    const info = { ...someRequest, ids: commandIdsOf(newSeed()) };
    const begunAt = Date.now() - 5_000;
    const ask = (kind: 'first' | 'again') =>
      app.requestPasswordReset(email, { ...info, repetition: { kind, begunAt } });
    expect(await ask('again')).toEqual(await ask('first'));
    expect(await typesOf()).toEqual(['UserRegistered', 'PasswordResetRequested']);
  });

  it('refuses what is no address', async () => {
    const { app } = await opened();
    await expect(app.requestPasswordReset('ada', newCommand())).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      refusal: { issues: [{ path: ['email'] }] },
    });
  });
});

/** The same but for its last character. */
function otherThan(token: string): string {
  return `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
}

describe('a reset', () => {
  it('sets the password, proves the address, ends every session and begins none', async () => {
    const { app, asked, reset, loginWith, stores, userId, typesOf } = await opened();
    await app.logIn(someCredentials, newCommand());
    const answer = await reset(await asked());
    expect(answer).toEqual({
      user: expect.objectContaining({ id: userId, email, emailVerified: true, status: 'ACTIVE' }),
      position: expect.anything(),
    });
    expect(await stores.sessions.list(userId, Date.now())).toEqual([]);
    expect((await typesOf()).slice(-2)).toEqual(['PasswordReset', 'EmailVerified']);
    expect(await loginWith(password)).toBe('INVALID_CREDENTIALS');
    expect(await loginWith(newPassword)).toBe('signed in');
  });

  it('succeeds once of 50 uses at once, at two gateways', { timeout: 60_000 }, async () => {
    const { app, gateway, asked, typesOf } = await opened();
    const token = await asked();
    const gateways = [app, gateway().app];
    const uses = Array.from({ length: 50 }, (_, index) =>
      gateways[index % 2]?.resetPassword({ token, newPassword: `${newPassword} ${index}` }, newCommand()),
    );
    const ends = await Promise.allSettled(uses);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const codes = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.code] : []));
    expect(new Set(codes)).toEqual(new Set(['INVALID_TOKEN']));
    expect((await typesOf()).filter((type) => type === 'PasswordReset')).toHaveLength(1);
  });

  it('needs a token that has not expired', async () => {
    const { app, mailed, reset } = await opened({ RESET_TOKEN_LIFETIME: '60' });
    const askedAgo = async (age: number) => {
      const repetition = { kind: 'first', begunAt: Date.now() - age } as const;
      await app.requestPasswordReset(email, newCommand({ repetition }));
      return mailed('reset-password');
    };
    await expect(reset(await askedAgo(60_000))).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
    await expect(reset(await askedAgo(30_000))).resolves.toMatchObject({});
  });

  it.each([
    ['a newer one was asked for', async ({ asked }: Opened) => void (await asked())],
    [
      'the password was changed',
      async ({ app, viewer }: Opened) => {
        const change = { currentPassword: password, newPassword: 'ten orange kettles rest' };
        await app.changePassword(viewer, change, newCommand());
      },
    ],
    [
      'the account was closed',
      async ({ app, viewer, userId }: Opened) =>
        void (await app.deactivateUser(viewer, { userId }, newCommand())),
    ],
  ])('is refused once %s, also between the look at the token and the append', async (_what, happens) => {
    const own = await opened();
    const token = await own.asked();
    const { messageStore } = own.stores;
    const append: typeof messageStore.append = async (request) => {
      if (request.events[0]?.type === 'PasswordReset' && request.expectedVersion === 2) await happens(own);
      return messageStore.append(request);
    };
    const late = own.gateway({ messageStore: { ...messageStore, append } });
    const lateReset = late.app.resetPassword({ token, newPassword }, newCommand());
    await expect(lateReset).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
    await expect(own.reset(token)).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
  });

  it('hashes nothing for a wrong token, nor for a weak password', async () => {
    const own = await opened();
    const token = await own.asked();
    const { secrets, stores, userId } = own;
    const loadUser = makeLoadUser({ store: stores.messageStore, userKeys: secrets.userKeys });
    const history = makeCommandHistory({ store: stores.messageStore, feeds: stores.feeds, loadUser });
    const parts = { loadUser, history, userKeys: secrets.userKeys, clock: Date.now };
    const asked: string[] = [];
    const resetPassword = makeResetPassword({
      ...parts,
      handleCommand: makeHandleCommand({ ...parts, store: stores.messageStore }),
      oneTimeTokens: secrets.oneTimeTokens,
      hashNewPassword: async (chosen) => {
        asked.push(chosen);
        return 'a hash';
      },
      endSessions: { before: async () => undefined },
      limits: { forgive: async () => undefined },
    });
    const use = (wrong: string) => resetPassword({ token: wrong, newPassword }, newCommand());
    const made = secrets.oneTimeTokens.make('reset-password', userId, '0b5c3d1e-7f7c-4a0f-9d5e-2f1a6b7c8d9e');
    for (const wrong of [made.token, otherThan(token), 'x', '', await verification(own)]) {
      await expect(use(wrong)).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
    }
    expect(asked).toEqual([]);
  });

  it('is not used up by a weak password, or one that is too long', async () => {
    const { app, asked, reset } = await opened();
    const token = await asked();
    const use = (chosen: string) => app.resetPassword({ token, newPassword: chosen }, newCommand());
    await expect(use('short')).rejects.toMatchObject({ code: 'WEAK_PASSWORD' });
    await expect(use('a'.repeat(1_025))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(reset(token)).resolves.toMatchObject({});
  });

  it('lets the owner in whom strangers locked out', async () => {
    const { app, asked, reset } = await opened({ LIMIT_GUESSES_PER_ACCOUNT: '1/1d' });
    const { source } = someRequest;
    const signIn = (chosen: string) =>
      app.guessLimits.password({ by: { email }, source, deviceToken: null }, () =>
        app.logIn({ email, password: chosen }, newCommand()),
      );
    await expect(signIn('eight yellow saucepans hum')).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    await expect(signIn(password)).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED' });
    await reset(await asked());
    await expect(signIn(newPassword)).resolves.toMatchObject({ user: { email } });
  });

  it('ends the sessions when it is sent again after they could not be reached', async () => {
    const { app, asked, gateway, stores, userId, typesOf } = await opened();
    await app.logIn(someCredentials, newCommand());
    const token = await asked();
    const end = async () => {
      throw new Unavailable('sessions', null);
    };
    const away = gateway({ sessions: { ...stores.sessions, end } });
    const info = { ...someRequest, ids: commandIdsOf(newSeed()) };
    const begunAt = Date.now();
    const input = { token, newPassword };
    const first = away.app.resetPassword(input, { ...info, repetition: { kind: 'first', begunAt } });
    await expect(first).rejects.toThrow(Unavailable);
    await app.resetPassword(input, { ...info, repetition: { kind: 'again', begunAt } });
    expect(await stores.sessions.list(userId, Date.now())).toEqual([]);
    expect((await typesOf()).filter((type) => type === 'PasswordReset')).toHaveLength(1);
  });
});

type Opened = Awaited<ReturnType<typeof opened>>;

async function verification({ app, viewer, mailed }: Opened): Promise<string> {
  await app.requestEmailVerification(viewer, newCommand());
  return mailed('verify-email');
}
