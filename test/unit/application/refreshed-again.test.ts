import { expect, it, onTestFinished } from 'vitest';
import type { SessionStore } from '../../../src/ports/session-store.ts';
import { newCommand, someCredentials, someRegistration } from '../../support/controls/requests.ts';
import { openEmbedded } from '../../support/embedded.ts';

it('asks only once whose a session is, and refuses it once another gateway ended it', async () => {
  const embedded = await openEmbedded();
  onTestFinished(embedded.close);
  const { sessions } = embedded.stores;
  await embedded.app.registerUser(someRegistration, newCommand());
  const { session, tokens } = await embedded.app.logIn(someCredentials, newCommand());
  let asked = 0;
  const find: SessionStore['find'] = (...parameters) => {
    asked += 1;
    return sessions.find(...parameters);
  };
  const { app } = embedded.gateway({ sessions: { ...sessions, find } });
  const first = await app.refreshSession(tokens.refreshToken, newCommand());
  const second = await app.refreshSession(first.tokens.refreshToken, newCommand());
  expect(asked).toBe(1);

  await sessions.end(session.id, Date.now() + 60_000);
  await expect(app.refreshSession(second.tokens.refreshToken, newCommand())).rejects.toMatchObject({
    code: 'INVALID_TOKEN',
  });
});
