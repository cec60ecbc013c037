import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLoadUser } from '../../../src/application/load-user.ts';
import { DomainError } from '../../../src/domain/domain-error.ts';
import type { AppendRequest } from '../../../src/ports/message-store.ts';
import type { PasswordHasher } from '../../../src/ports/password-hasher.ts';
import {
  newCommand,
  someCredentials,
  someRegistration,
  wrongPassword,
} from '../../support/controls/requests.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';
import { counted, logInWith } from '../../support/log-in-with.ts';

const older = { PASSWORD_MEMORY: '12288', PASSWORD_PASSES: '3' };
const newer = { PASSWORD_MEMORY: '20480', PASSWORD_PASSES: '2' };

let embedded: Embedded;
let userId: string;

beforeEach(async () => {
  embedded = await openEmbedded(older);
  userId = (await embedded.app.registerUser(someRegistration, newCommand())).user.id;
});

afterEach(() => embedded.close());

async function typesOf(): Promise<readonly string[]> {
  const events = await Array.fromAsync(embedded.stores.messageStore.read(userId, 0));
  return events.map(({ type }) => type);
}

async function storedCost(): Promise<string | undefined> {
  const { stores, secrets } = embedded;
  const loadUser = makeLoadUser({ store: stores.messageStore, userKeys: secrets.userKeys });
  const { user } = await loadUser(userId);
  return user.kind === 'registered' ? user.passwordHash.split('$')[3] : undefined;
}

function renamed(displayName: string) {
  const viewer = { userId, sessionId: '', roles: [] };
  return embedded.app.changeDisplayName(viewer, { displayName }, newCommand());
}

describe('a password whose hash was made by older settings', () => {
  it('is hashed anew by the login that proves it, once', async () => {
    const { app } = embedded.gateway({}, newer);
    expect(await storedCost()).toBe('m=12288,t=3,p=1');
    await app.logIn(someCredentials, newCommand());
    expect(await storedCost()).toBe('m=20480,t=2,p=1');
    await app.logIn(someCredentials, newCommand());
    expect(await typesOf()).toEqual([
      'UserRegistered',
      'PasswordRehashed',
      'LoginSucceeded',
      'LoginSucceeded',
    ]);
  });

  it('stays as it is when the password is wrong', async () => {
    const { app } = embedded.gateway({}, newer);
    const wrong = { ...someCredentials, password: wrongPassword };
    await expect(app.logIn(wrong, newCommand())).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect(await storedCost()).toBe('m=12288,t=3,p=1');
    await expect(app.logIn(someCredentials, newCommand())).resolves.toMatchObject({
      user: { loginCount: 1 },
    });
  });

  it('lets everybody in who logs in at the same time, here and by the older settings', async () => {
    const gateways = [embedded, embedded.gateway({}, newer), embedded.gateway({}, newer)];
    const logins = gateways.flatMap(({ app }) =>
      Array.from({ length: 4 }, () => app.logIn(someCredentials, newCommand())),
    );
    const sessions = (await Promise.all(logins)).map(({ session }) => session.id);
    expect(new Set(sessions).size).toBe(12);
    const types = await typesOf();
    expect(types.filter((type) => type === 'LoginSucceeded')).toHaveLength(12);
    expect(types).toContain('PasswordRehashed');
    expect(types).not.toContain('LoginFailed');
  });

  it('lets somebody in though too many wait to be hashed', async () => {
    const { hasher } = embedded.gateway({}, newer).passwords;
    const busy: PasswordHasher = {
      ...hasher,
      hash: () =>
        Promise.reject(new DomainError({ code: 'TOO_MANY_REQUESTS', retryAfter: new Date(Date.now()) })),
    };
    await logInWith(embedded, { hasher: busy })(someCredentials, newCommand());
    expect(await typesOf()).toEqual(['UserRegistered', 'LoginSucceeded']);
  });
});

describe('hashing', () => {
  it('is done once for a login, however often others are faster', async () => {
    const { hasher, asked } = counted(embedded.gateway({}, newer).passwords.hasher);
    const expected: number[] = [];
    const logIn = logInWith(embedded, {
      hasher,
      async append(request: AppendRequest) {
        expected.push(request.expectedVersion);
        if (expected.length < 4) await renamed(`Ada ${expected.length}`);
        return embedded.stores.messageStore.append(request);
      },
    });
    await logIn(someCredentials, newCommand());
    expect(expected).toEqual([1, 2, 3, 4]);
    expect(asked).toEqual(['verify', 'hash']);
  });

  it('holds nothing meanwhile: another command on the same account goes through', async () => {
    const { hasher } = embedded.passwords;
    const logIn = logInWith(embedded, {
      hasher: {
        ...hasher,
        async verify(hash, password) {
          await renamed('Ada King');
          await embedded.app.logIn(someCredentials, newCommand());
          return hasher.verify(hash, password);
        },
      },
    });
    await logIn(someCredentials, newCommand());
    expect(await typesOf()).toEqual([
      'UserRegistered',
      'DisplayNameChanged',
      'LoginSucceeded',
      'LoginSucceeded',
    ]);
  });

  it.each([
    ['of 1,025 bytes', { password: 'x'.repeat(1_025) }],
    ['beside what is no address', { email: 'ada' }],
  ])('is not done for a password %s', async (_, wrong) => {
    const { hasher, asked } = counted(embedded.passwords.hasher);
    const attempt = logInWith(embedded, { hasher })({ ...someCredentials, ...wrong }, newCommand());
    await expect(attempt).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(asked).toEqual([]);
  });

  it('is done once for an unknown address', async () => {
    const { hasher, asked } = counted(embedded.passwords.hasher);
    const unknown = { ...someCredentials, email: 'nobody@example.com' };
    await expect(logInWith(embedded, { hasher })(unknown, newCommand())).rejects.toMatchObject({
      code: 'INVALID_CREDENTIALS',
    });
    expect(asked).toEqual(['verify']);
  });
});
