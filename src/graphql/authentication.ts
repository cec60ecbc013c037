import type { LoggedIn } from '../application/commands/log-in.ts';
import type { SignedIn, Tokens } from '../application/sessions.ts';
import { builder } from './builder.ts';
import { including } from './context.ts';
import { publicErrors } from './errors.ts';
import { runMutation } from './run-mutation.ts';
import { session } from './session.ts';
import type { TokenCookies } from './token-cookies.ts';
import { user } from './user-type.ts';

const tokens = builder.objectRef<Tokens>('Tokens').implement({
  description: 'What a client holds to act for a user.',
  fields: (t) => ({
    accessToken: t.exposeString('accessToken', {
      description: 'A JWT (RFC 9068). Send it as Authorization: Bearer.',
    }),
    accessTokenExpiresAt: t.field({
      type: 'DateTime',
      description: 'From when on to use another one.',
      resolve: ({ accessTokenExpiresAt }) => new Date(accessTokenExpiresAt),
    }),
    refreshToken: t.exposeString('refreshToken', {
      description: 'Opaque, to be kept secret: it gets new tokens for this session.',
    }),
    refreshTokenExpiresAt: t.field({
      type: 'DateTime',
      description: 'When the session ends.',
      resolve: ({ refreshTokenExpiresAt }) => new Date(refreshTokenExpiresAt),
    }),
  }),
});

const tokenDelivery = builder.enumType('TokenDelivery', {
  description: 'How a client is given its tokens.',
  values: {
    BODY: { description: 'In the answer.' },
    COOKIE: { description: 'As HttpOnly, Secure, SameSite=Lax cookies, with none in the answer.' },
  } as const,
});

const loginInput = builder.inputType('LoginInput', {
  description: 'What proves who somebody is.',
  fields: (t) => ({
    email: t.field({ type: 'EmailAddress', required: true, description: 'The address of the account.' }),
    password: t.string({ required: true, description: 'The password, exactly as it was set.' }),
    delivery: t.field({
      type: tokenDelivery,
      required: true,
      defaultValue: 'BODY',
      description: 'How the tokens are wanted.',
    }),
  }),
});

const loginSuccess = builder.objectRef<Delivered<LoggedIn>>('LoginSuccess').implement({
  description: 'A session began.',
  fields: (t) => ({
    user: t.expose('user', { type: user, description: 'Who logged in, as the log has it.' }),
    session: t.expose('session', { type: session, description: 'The new session.' }),
    tokens: t.expose('tokens', { type: tokens, nullable: true, description: 'Null when sent as cookies.' }),
    position: t.expose('position', { type: 'Position', description: 'Where the login stands.' }),
  }),
});

/** What a use case gave, with its tokens perhaps sent another way. */
type Delivered<Result extends SignedIn> = Omit<Result, 'tokens'> & { readonly tokens: Tokens | null };

async function byCookie<Result extends SignedIn>(
  result: Result,
  cookies: TokenCookies,
): Promise<Delivered<Result>> {
  await cookies.set(result.tokens);
  return { ...result, tokens: null };
}

const { InvalidToken, InvalidCredentials, AccountDeactivated, AccountLocked, InvalidInput, TooManyRequests } =
  publicErrors;

builder.mutationField('login', (t) =>
  t.field({
    type: loginSuccess,
    description: 'Proves a password and begins a session.',
    errors: { types: [InvalidCredentials, AccountDeactivated, AccountLocked, InvalidInput, TooManyRequests] },
    args: { input: t.arg({ type: loginInput, required: true, description: 'Who, and the proof.' }) },
    resolve: async (_root, { input }, context, info) => {
      const { app, proven, cookies } = context;
      const loggedIn = await runMutation({ context, info, input }, (command) => app.logIn(input, command));
      const { id, roles } = loggedIn.user;
      proven.set(id, { userId: id, sessionId: loggedIn.session.id, roles });
      including(context, loggedIn.position);
      return input.delivery === 'COOKIE' ? byCookie(loggedIn, cookies) : loggedIn;
    },
  }),
);

const refreshInput = builder.inputType('RefreshInput', {
  description: 'What proves that a session is the own one.',
  fields: (t) => ({
    refreshToken: t.string({ required: true, description: 'The last refresh token of the session.' }),
  }),
});

const refreshSuccess = builder.objectRef<Delivered<SignedIn>>('RefreshSuccess').implement({
  description: 'The session goes on with new tokens; the old refresh token is used up.',
  fields: (t) => ({
    session: t.expose('session', { type: session, description: 'The session.' }),
    tokens: t.expose('tokens', { type: tokens, nullable: true, description: 'Null when sent as cookies.' }),
  }),
});

builder.mutationField('refresh', (t) =>
  t.field({
    type: refreshSuccess,
    description:
      'Trades a refresh token for new tokens. Without input it uses the cookie, and answers by it.',
    errors: { types: [InvalidToken, TooManyRequests] },
    args: { input: t.arg({ type: refreshInput, description: 'The token; left out by browsers.' }) },
    resolve: async (_root, { input }, context, info) => {
      const { app, cookies, proven } = context;
      const byCookies = input === null || input === undefined;
      const token = byCookies ? await cookies.refreshToken() : input.refreshToken;
      const refreshed = await runMutation({ context, info, input: { token, byCookies } }, (command) =>
        app.refreshSession(token ?? '', command),
      );
      const { userId, id } = refreshed.session;
      proven.set(userId, { userId, sessionId: id, roles: [] });
      return byCookies ? byCookie(refreshed, cookies) : refreshed;
    },
  }),
);
