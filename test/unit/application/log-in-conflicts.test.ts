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
