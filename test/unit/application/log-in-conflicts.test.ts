import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { DomainError } from '../../../src/domain/domain-error.ts';
import {
  newCommand,
  someCredentials,
  someRegistration,
  wrongPassword,
} from '../../support/controls/requests.ts';
import { openEmbedded } from '../../support/embedded.ts';
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
