import type { LoggedIn } from '../application/commands/log-in.ts';
import type { Tokens } from '../application/sessions.ts';
import { builder } from './builder.ts';
import { publicErrors, refusing } from './errors.ts';
import { session } from './session.ts';
import { user } from './user-type.ts';

const tokens = builder.objectRef<Tokens>('Tokens').implement({
  description: 'What a client holds to act for a user.',
  fields: (t) => ({
    accessToken: t.exposeString('accessToken', {
      description: 'A JWT (RFC 9068). Send it as Authorization: Bearer.',
    }),
    accessTokenExpiresAt: t.field({
      type: 'DateTime',
      description: 'From when on it is refused.',
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

const loginInput = builder.inputType('LoginInput', {
  description: 'What proves who somebody is.',
  fields: (t) => ({
    email: t.field({ type: 'EmailAddress', required: true, description: 'The address of the account.' }),
    password: t.string({ required: true, description: 'The password, exactly as it was set.' }),
  }),
});

const loginSuccess = builder.objectRef<LoggedIn>('LoginSuccess').implement({
  description: 'A session began.',
  fields: (t) => ({
    user: t.expose('user', { type: user, description: 'Who logged in, as the log has it.' }),
    session: t.expose('session', { type: session, description: 'The new session.' }),
    tokens: t.expose('tokens', { type: tokens, nullable: true, description: 'The tokens of the session.' }),
    position: t.expose('position', { type: 'Position', description: 'Where the login stands.' }),
  }),
});

const { InvalidCredentials, AccountDeactivated, AccountLocked, InvalidInput, TooManyRequests } = publicErrors;

builder.mutationField('login', (t) =>
  t.field({
    type: loginSuccess,
    description: 'Proves a password and begins a session.',
    errors: { types: [InvalidCredentials, AccountDeactivated, AccountLocked, InvalidInput, TooManyRequests] },
    args: { input: t.arg({ type: loginInput, required: true, description: 'Who, and the proof.' }) },
    resolve: async (_root, { input }, { app, request, proven }) => {
      const loggedIn = await refusing(() => app.logIn(input, request));
      const { id, roles } = loggedIn.user;
      proven.set(id, { userId: id, sessionId: loggedIn.session.id, roles });
      return loggedIn;
    },
  }),
);
