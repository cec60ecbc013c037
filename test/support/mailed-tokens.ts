import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { EmailAddress } from '../../src/domain/email-address.ts';
import type { StoredEvent, UserId } from '../../src/ports/message-store.ts';
import type { TokenPurpose } from '../../src/ports/one-time-tokens.ts';
import { newCommand, someCredentials, someRegistration } from './controls/requests.ts';
import { openEmbedded } from './embedded.ts';

const purposes: Readonly<Record<string, TokenPurpose>> = {
  EmailVerificationRequested: 'verify-email',
  EmailChangeRequested: 'change-email',
  PasswordResetRequested: 'reset-password',
};

/** Every use case on SQLite, with somebody registered, and what reads the tokens from the log as the mailer does. */
export async function openWithTokens(settings: Readonly<Record<string, string>> = {}) {
  const embedded = await openEmbedded(settings);
  onTestFinished(() => embedded.close());
  const { app, secrets, stores } = embedded;
  const { user } = await app.registerUser(someRegistration, newCommand());

  const logOf = (userId: UserId = user.id): Promise<readonly StoredEvent[]> =>
    Array.fromAsync(stores.messageStore.read(userId, 0));

  return {
    ...embedded,
    userId: user.id,
    viewer: { userId: user.id, sessionId: randomUUID(), roles: [] },
    logOf,
    typesOf: async (userId?: UserId) => (await logOf(userId)).map(({ type }) => type),
    /** The last token that was asked for, as its owner is mailed it. */
    async mailed(purpose: TokenPurpose, userId: UserId = user.id): Promise<string> {
      const asked = (await logOf(userId)).findLast(({ type }) => purposes[type] === purpose);
      if (asked === undefined) throw new Error(`No token was asked for: ${purpose}.`);
      const { tokenId } = asked.data as { readonly tokenId: string };
      return secrets.oneTimeTokens.make(purpose, userId, tokenId).token;
    },
    /** Whom an address belongs to. */
    async ownerOf(email: string): Promise<UserId> {
      const owner = await stores.messageStore.ownerOf(secrets.claimKey(email as EmailAddress));
      if (owner === null) throw new Error('Nobody has the address.');
      return owner;
    },
    /** How a login ends: with the refusal's code, or not. */
    loginWith: (password: string, email = someCredentials.email) =>
      app.logIn({ email, password }, newCommand()).then(
        () => 'signed in',
        (error: { readonly code?: string }) => error.code,
      ),
  };
}
