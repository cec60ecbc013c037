import type { LoggedIn } from '../application/commands/log-in.ts';
import type { KnownDevice } from '../application/guess-limits.ts';
import { DomainError } from '../domain/domain-error.ts';
import { builder } from './builder.ts';
import { type GraphQLContext, including } from './context.ts';
import { publicErrors } from './errors.ts';
import { runMutation } from './run-mutation.ts';
import { session } from './session.ts';
import { byCookie, type Delivered, tokenDelivery, tokens } from './tokens.ts';
import { user } from './user-type.ts';

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
    deviceToken: t.string({
      description:
        'The device token of an earlier login from here to this account; browsers send it as a cookie.',
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

const { InvalidCredentials, AccountDeactivated, AccountLocked, InvalidInput, TooManyRequests } = publicErrors;

builder.mutationField('login', (t) =>
  t.field({
    type: loginSuccess,
    description: 'Proves a password and begins a session.',
    errors: { types: [InvalidCredentials, AccountDeactivated, AccountLocked, InvalidInput, TooManyRequests] },
    args: { input: t.arg({ type: loginInput, required: true, description: 'Who, and the proof.' }) },
    resolve: async (_root, { input }, context, info) => {
      const { app, proven, cookies } = context;
      const { deviceToken = null, ...credentials } = input;
      const guess = { by: input, deviceToken: deviceToken ?? (await cookies.deviceToken()) };
      const { device, ...loggedIn } = await runMutation(
        { context, info, input: credentials, guess },
        // Part of the reply, so that it is the same when the login is sent again.
        async (command) => {
          const begun = await app.logIn(credentials, command);
          return { ...begun, device: app.guessLimits.rememberDevice(input.email) };
        },
        (reply) => refuseOver(context, reply),
      );
      const { id, roles } = loggedIn.user;
      proven.set(id, { userId: id, sessionId: loggedIn.session.id, roles });
      including(context, loggedIn.position);
      if (input.delivery === 'BODY') return withDevice(loggedIn, device);
      if (device !== null) await cookies.setDevice(device);
      return byCookie(loggedIn, cookies);
    },
  }),
);

/**
 * Who sends a login again is shown the account, and has its counters of guesses forgotten: a password that was right once does
 * not suffice for that when the session has ended since.
 */
async function refuseOver({ app }: Pick<GraphQLContext, 'app'>, { user, session }: LoggedIn): Promise<void> {
  const viewer = { userId: user.id, sessionId: session.id, roles: user.roles };
  if ((await app.sessions.find(viewer, session.id)) === null) {
    throw new DomainError({ code: 'INVALID_CREDENTIALS' });
  }
}

function withDevice(loggedIn: LoggedIn, device: KnownDevice | null): Delivered<LoggedIn> {
  return { ...loggedIn, tokens: { ...loggedIn.tokens, deviceToken: device?.token ?? null } };
}
