import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLoadUserAsOf } from '../../../src/application/load-user.ts';
import type { SignedIn } from '../../../src/application/sessions.ts';
import { adminRole, type Viewer } from '../../../src/application/viewer.ts';
import type { EmailAddress } from '../../../src/domain/email-address.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import { newRefreshToken, newSession } from '../../support/controls/new-session.ts';
import { newUserId } from '../../support/controls/new-user-id.ts';
import {
  newCommand,
  repeatable,
  someCredentials,
  someRegistration,
} from '../../support/controls/requests.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

const admin: Viewer = { userId: newUserId(), sessionId: 'of an administrator', roles: [adminRole] };

let embedded: Embedded;
let first: SignedIn;
let own: Viewer;
let userId: string;

beforeEach(async () => {
  embedded = await openEmbedded();
  await embedded.app.registerUser(someRegistration, newCommand());
  first = await embedded.app.logIn(someCredentials, newCommand());
  await embedded.app.logIn(someCredentials, newCommand());
  ({ userId } = first.session);
  own = { userId, sessionId: first.session.id, roles: [] };
});

afterEach(() => embedded.close());

function erase(viewer: Viewer | null = own, info = newCommand(), app = embedded.app) {
  return app.eraseUser(viewer, userId, info);
}

function claimOf(email: string) {
  return embedded.stores.messageStore.claimOf(embedded.secrets.claimKey(email as EmailAddress));
}

/** Every session that the store still has something of. */
function kept() {
  return embedded.stores.sessions.list(userId, 0);
}

async function typesOf(): Promise<readonly string[]> {
  const events = await Array.fromAsync(embedded.stores.messageStore.read(userId, 0));
  return events.map(({ type }) => type);
}

describe('erasing a user', () => {
  it.each([
    ['by oneself', () => own],
    ['by an administrator', () => admin],
  ])('%s destroys the key with the last event, ends every session and frees the address', async (_, by) => {
    const erased = await erase(by());

    expect(erased.userId).toBe(userId);
    expect(await typesOf()).toEqual(['UserRegistered', 'LoginSucceeded', 'LoginSucceeded', 'UserErased']);
    expect(await embedded.stores.messageStore.keyOf(userId)).toEqual(new Uint8Array());
    expect(await kept()).toEqual([]);
    expect(await claimOf(someCredentials.email)).toBeNull();
  });

  it('leaves of what was before when the user came and how often, and nothing else', async () => {
    const asOf = makeLoadUserAsOf({ store: embedded.stores.messageStore, ...embedded.secrets });
    const { user: before } = await asOf(userId, Date.now());
    const { registeredAt, lastLoginAt, loginCount, lastEventAt } =
      before.kind === 'registered' ? before : expect.unreachable('The user is there.');
    await erase();

    const { user: then } = await asOf(userId, lastEventAt);
    expect(then).toEqual({ kind: 'erased', registeredAt, lastLoginAt, loginCount, lastEventAt });
  });

  it('takes from a session that expired what it holds of the person', async () => {
    const expired = newSession({ userId, expiresAt: Date.now() - 1, ipAddress: '203.0.113.9' });
    await embedded.stores.sessions.create(expired, newRefreshToken(expired));
    expect(await kept()).toHaveLength(3);
    await erase();
    expect(await kept()).toEqual([]);
  });

  it('lets the address be registered by somebody else, who is another user', async () => {
    await erase();
    const { user } = await embedded.app.registerUser(someRegistration, newCommand());
    expect(user.id).not.toBe(userId);
    const { session } = await embedded.app.logIn(someCredentials, newCommand());
    expect(session.userId).toBe(user.id);
  });

  it('refuses the login of the address as it refuses unknown ones', async () => {
    await erase();
    await expect(embedded.app.logIn(someCredentials, newCommand())).rejects.toMatchObject({
      code: 'INVALID_CREDENTIALS',
    });
    expect(await typesOf()).toHaveLength(4);
  });

  it('is refused to nobody, to others and of whom there is not', async () => {
    const stranger = { userId: newUserId(), sessionId: 'of a stranger', roles: [] };
    await expect(erase(null)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(erase(stranger)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const nobody = newUserId();
    await expect(embedded.app.eraseUser(admin, nobody, newCommand())).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await typesOf()).not.toContain('UserErased');
  });

  it('is refused of the last administrator, who stays', async () => {
    const { administrators, messageStore } = embedded.stores;
    await embedded.app.grantRole(admin, { userId, role: adminRole }, newCommand());
    await expect(erase()).rejects.toMatchObject({ code: 'LAST_ADMINISTRATOR' });
    expect(await messageStore.keyOf(userId)).not.toEqual(new Uint8Array());
    await administrators.add(newUserId(), 1);
    await erase();
    expect(await messageStore.keyOf(userId)).toEqual(new Uint8Array());
  });
});

describe('erasing a user again', () => {
  it('is refused, and changes nothing', async () => {
    await erase();
    await expect(erase(admin)).rejects.toMatchObject({ code: 'ALREADY_IN_STATE' });
    expect(await typesOf()).toHaveLength(4);
  });

  it('has one effect and one answer under one idempotency key', async () => {
    const [sent, again] = repeatable();
    const erased = await erase(own, sent);
    expect(await erase(own, again)).toMatchObject({ userId: erased.userId });
    expect(await typesOf()).toHaveLength(4);
  });

  it.each([
    ['with the same key', true],
    ['with another', false],
  ])('ends the sessions that a failure left, %s', async (_, isSame) => {
    const { sessions } = embedded.stores;
    const end = async () => Promise.reject(new Unavailable('sessions', new Error('gone')));
    const { app } = embedded.gateway({ sessions: { ...sessions, end } });
    const [sent, again] = repeatable();
    await expect(erase(own, sent, app)).rejects.toThrow(Unavailable);
    expect(await kept()).toHaveLength(2);

    await erase(own, isSame ? again : newCommand()).catch((error: unknown) =>
      expect(error).toMatchObject({ code: 'ALREADY_IN_STATE' }),
    );

    expect(await kept()).toEqual([]);
    expect(await embedded.app.registerUser(someRegistration, newCommand())).toMatchObject({
      user: { status: 'ACTIVE' },
    });
  });
});

describe('a user who is erased', () => {
  it('is told of nothing any more: no command adds an event', async () => {
    const { app } = embedded;
    await erase();
    const refusals = [
      app.changeDisplayName(own, { displayName: 'Ada again' }, newCommand()),
      app.deactivateUser(own, { userId }, newCommand()),
      app.activateUser(admin, userId, newCommand()),
      app.grantRole(admin, { userId, role: 'service:mail' }, newCommand()),
      app.revokeSession(own, first.session.id, newCommand()),
    ].map((refused) => refused.then(() => 'done').catch(({ code }) => code));

    expect(await Promise.all(refusals)).not.toContain('done');
    expect(await typesOf()).toHaveLength(4);
  });

  it('is erased once, when several do so at once', async () => {
    const results = await Promise.allSettled([erase(), erase(admin), erase(), erase(admin)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await typesOf()).toHaveLength(4);
  });

  it('is so although logins and other changes come at the same time', async () => {
    const { app } = embedded;
    const others = Array.from({ length: 8 }, (_, index) =>
      index % 2 === 0
        ? app.logIn(someCredentials, newCommand())
        : app.changeDisplayName(own, { displayName: `Ada ${index}` }, newCommand()),
    );
    await Promise.allSettled([...others, erase(admin)]);
    expect((await typesOf()).at(-1)).toBe('UserErased');
    expect((await typesOf()).filter((type) => type === 'UserErased')).toHaveLength(1);
    expect(await embedded.stores.messageStore.keyOf(userId)).toEqual(new Uint8Array());
    expect(await kept()).toEqual([]);
  });
});
