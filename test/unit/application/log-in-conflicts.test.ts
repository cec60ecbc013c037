import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DomainError } from '../../../src/domain/domain-error.ts';
import {
  newCommand,
  someCredentials,
  someRegistration,
  wrongPassword,
} from '../../support/controls/requests.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';
import { logInWith } from '../../support/log-in-with.ts';

it('answers a wrong password the same when others keep changing the account, so that nobody learns of it', async () => {
  const embedded = await openEmbedded();
  onTestFinished(() => embedded.close());
  await embedded.app.registerUser(someRegistration, newCommand());
  const logIn = logInWith(embedded, { append: async () => ({ kind: 'conflict', version: 1 }) });
  const codeOf = (email: string, password: string) =>
    logIn({ email, password }, newCommand()).catch((error: unknown) =>
      error instanceof DomainError ? error.code : error,
    );

  expect(await codeOf(someCredentials.email, wrongPassword)).toBe('INVALID_CREDENTIALS');
  expect(await codeOf('nobody@example.com', wrongPassword)).toBe('INVALID_CREDENTIALS');
  expect(await codeOf(someCredentials.email, someCredentials.password)).toBe('CONFLICT');
});

describe('a login while the roles of its user change', () => {
  const admin = { userId: randomUUID(), sessionId: randomUUID(), roles: ['admin'] };

  /** Logs in somebody with the role `billing`; meanwhile, right before the login is recorded, something is done to them. */
  async function logInDuring(change: (app: Embedded['app'], userId: string) => Promise<unknown>) {
    const embedded = await openEmbedded();
    onTestFinished(() => embedded.close());
    const { app, stores, accessTokens } = embedded;
    const { user } = await app.registerUser(someRegistration, newCommand());
    await app.grantRole(admin, { userId: user.id, role: 'billing' }, newCommand());
    let isChanged = false;
    const logIn = logInWith(embedded, {
      append: async (append) => {
        if (!isChanged) await change(app, user.id);
        isChanged = true;
        return stores.messageStore.append(append);
      },
    });
    const { tokens } = await logIn(someCredentials, newCommand());
    return (await accessTokens.verify(tokens.accessToken))?.roles;
  }

  it('gives out the roles of the moment at which it is recorded', async () => {
    const given = logInDuring((app, userId) => app.grantRole(admin, { userId, role: 'audit' }, newCommand()));
    expect(await given).toEqual(['billing', 'audit']);
  });

  it('gives out no role that was taken', async () => {
    const taken = logInDuring((app, userId) =>
      app.revokeRole(admin, { userId, role: 'billing' }, newCommand()),
    );
    await expect(taken).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

it('tells who was deactivated before the login was recorded so, whatever roles were taken too', async () => {
  const embedded = await openEmbedded();
  onTestFinished(() => embedded.close());
  const { app, stores } = embedded;
  const { user } = await app.registerUser(someRegistration, newCommand());
  const admin = { userId: randomUUID(), sessionId: randomUUID(), roles: ['admin'] };
  let isChanged = false;
  const logIn = logInWith(embedded, {
    append: async (append) => {
      if (!isChanged) {
        isChanged = true;
        await app.grantRole(admin, { userId: user.id, role: 'billing' }, newCommand());
        await app.deactivateUser(admin, { userId: user.id, reason: null }, newCommand());
      }
      return stores.messageStore.append(append);
    },
  });

  await expect(logIn(someCredentials, newCommand())).rejects.toMatchObject({ code: 'ACCOUNT_DEACTIVATED' });
  expect(await stores.sessions.list(user.id, Date.now())).toEqual([]);
});

it('records no login of who was refused, when the account was activated before the refusal is recorded', async () => {
  const embedded = await openEmbedded();
  onTestFinished(() => embedded.close());
  const { app, stores } = embedded;
  const { user } = await app.registerUser(someRegistration, newCommand());
  const admin = { userId: randomUUID(), sessionId: randomUUID(), roles: ['admin'] };
  await app.deactivateUser(admin, { userId: user.id, reason: null }, newCommand());
  let isActivated = false;
  const logIn = logInWith(embedded, {
    append: async (append) => {
      if (!isActivated) {
        isActivated = true;
        await app.activateUser(admin, user.id, newCommand());
      }
      return stores.messageStore.append(append);
    },
  });

  await expect(logIn(someCredentials, newCommand())).rejects.toMatchObject({ code: 'ACCOUNT_DEACTIVATED' });
  const events = await Array.fromAsync(stores.messageStore.read(user.id, 0));
  expect(events.slice(2).map(({ type }) => type)).toEqual(['UserActivated', 'LoginFailed']);
});
