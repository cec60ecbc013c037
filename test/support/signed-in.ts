import { expect } from 'vitest';
import { sessionById } from './account-operations.ts';
import { type LoggedIn, loggedIn, newAddress, registered } from './accounts.ts';
import { createGraphQLClient, createSignedInClient, type GraphQLClient } from './graphql-client.ts';
import { logIn, refresh, type Tokens } from './operations.ts';
import { password } from './stack.ts';
import { type Watcher, watchLogins } from './watch-logins.ts';

/** A session of somebody, and what its client holds. */
export interface SignedIn {
  readonly userId: string;
  readonly email: string;
  readonly sessionId: string;
  readonly tokens: Tokens;
  /** A client at this gateway. */
  at(url: string): GraphQLClient;
}

/** Begins a session. @throws Error when it is refused */
export async function signIn(url: string, email: string): Promise<SignedIn> {
  return toSignedIn(await loggedIn(createGraphQLClient(url), email), email);
}

/** Begins a session; null when it is refused. */
export async function tryToSignIn(url: string, email: string): Promise<SignedIn | null> {
  const { login } = await createGraphQLClient(url).get(logIn, { input: { email, password } });
  if (login.__typename !== 'LoginSuccess' || login.tokens === null) return null;
  return toSignedIn({ ...login, tokens: login.tokens }, email);
}

function toSignedIn({ user, session, tokens }: LoggedIn, email: string): SignedIn {
  return {
    userId: user.id,
    email,
    sessionId: session.id,
    tokens,
    at: (other) => createSignedInClient(other, tokens.accessToken),
  };
}

/** Makes an account with two sessions. */
export async function newPerson(url: string): Promise<readonly [SignedIn, SignedIn]> {
  const email = newAddress();
  await registered(createGraphQLClient(url), email);
  return [await signIn(url, email), await signIn(url, email)];
}

/** Watches the logins of the session's user at a gateway. */
export async function watch(url: string, { tokens }: SignedIn): Promise<Watcher> {
  const watcher = watchLogins(url, { token: tokens.accessToken });
  await watcher.connected;
  return watcher;
}

/** The access token acts for the session at this gateway. */
export async function expectLive(url: string, session: SignedIn): Promise<void> {
  const id = session.sessionId;
  expect(await session.at(url).get(sessionById, { id })).toEqual({ node: { id, current: true } });
}

/** Within a second from now the gateway refuses the session's access token, and from then on. */
export async function expectRefusedSoon(url: string, session: SignedIn): Promise<void> {
  await withinASecond(() => expectRefused(url, session));
  await expectRefused(url, session);
}

/** Checks again and again: what is begun later than a second from now has to hold, however long the check takes. */
export async function withinASecond(check: () => Promise<void>): Promise<void> {
  for (const begun = Date.now(); ; ) {
    const isLast = Date.now() - begun > 1_000;
    try {
      return await check();
    } catch (error) {
      if (isLast) throw error;
    }
  }
}

async function expectRefused(url: string, session: SignedIn): Promise<void> {
  const { httpStatus, errors } = await session.at(url).ask(sessionById, { id: session.sessionId });
  expect([httpStatus, errors?.[0]?.extensions?.code]).toEqual([401, 'UNAUTHENTICATED']);
}

/** What becomes of the session's refresh token at this gateway. */
export async function refreshed(url: string, { tokens }: Pick<SignedIn, 'tokens'>): Promise<string> {
  const input = { refreshToken: tokens.refreshToken };
  return (await createGraphQLClient(url).get(refresh, { input })).refresh.__typename;
}
