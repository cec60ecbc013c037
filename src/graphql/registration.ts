import type { Registered } from '../application/commands/register-user.ts';
import { builder } from './builder.ts';
import { including } from './context.ts';
import { publicErrors, refusing } from './errors.ts';
import { runMutation } from './run-mutation.ts';
import { user } from './user-type.ts';

const registerInput = builder.inputType('RegisterInput', {
  description: 'Whom to make an account for.',
  fields: (t) => ({
    email: t.field({ type: 'EmailAddress', required: true, description: 'The address; it logs in with it.' }),
    password: t.string({
      required: true,
      description: 'At least 15 characters of any kind, at most 1,024 bytes, and hard to guess.',
    }),
    displayName: t.string({ description: 'The name to be shown: at most 100 characters.' }),
  }),
});

const registerSuccess = builder.objectRef<Registered>('RegisterSuccess').implement({
  description: 'The account is made.',
  fields: (t) => ({
    user: t.expose('user', { type: user, description: 'The new user, as the log has it.' }),
    position: t.expose('position', { type: 'Position', description: 'Where the change stands.' }),
  }),
});

const { EmailTaken, WeakPassword, InvalidInput, TooManyRequests } = publicErrors;

builder.mutationField('register', (t) =>
  t.field({
    type: registerSuccess,
    description: 'Makes an account.',
    errors: { types: [EmailTaken, WeakPassword, InvalidInput, TooManyRequests] },
    args: { input: t.arg({ type: registerInput, required: true, description: 'Whom for.' }) },
    resolve: async (_root, { input }, context, info) => {
      const { app, proven, request } = context;
      await refusing(() => app.guessLimits.registration(request.source));
      const { email, password, displayName } = input;
      const registered = await runMutation({ context, info, input }, (command) =>
        app.registerUser({ email, password, displayName }, command),
      );
      const { id, roles } = registered.user;
      proven.set(id, { userId: id, sessionId: '', roles });
      including(context, registered.position);
      return registered;
    },
  }),
);
