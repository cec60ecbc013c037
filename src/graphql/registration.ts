import type { TokenSent } from '../application/commands/request-email-verification.ts';
import { accountChanged } from './account-changed.ts';
import { builder } from './builder.ts';
import { including } from './context.ts';
import { publicErrors, refusing } from './errors.ts';
import { runMutation } from './run-mutation.ts';

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

const registerSuccess = accountChanged('RegisterSuccess', {
  description: 'The account is made.',
  ofUser: 'The new user, as the log has it.',
});

/** No failure: it is thrown since a payload union has room for one success beside what is thrown. */
class ConfirmationSent extends Error {
  readonly expiresAt: Date;
  constructor({ expiresAt }: TokenSent) {
    super('A mail is on its way to the address.');
    this.expiresAt = new Date(expiresAt);
  }
}

builder.objectType(ConfirmationSent, {
  name: 'ConfirmationSent',
  description:
    'Where addresses have to be proved first, this is all that is told: a mail is on its way to the address, whether it has an account already or not.',
  fields: (t) => ({
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'Until when the token in it works, if there is one.',
    }),
  }),
});

const { EmailTaken, WeakPassword, InvalidInput, TooManyRequests } = publicErrors;

builder.mutationField('register', (t) =>
  t.field({
    type: registerSuccess,
    description: 'Makes an account.',
    errors: { types: [ConfirmationSent, EmailTaken, WeakPassword, InvalidInput, TooManyRequests] },
    args: { input: t.arg({ type: registerInput, required: true, description: 'Whom for.' }) },
    resolve: async (_root, { input }, context, info) => {
      const { app, proven, request } = context;
      await refusing(() => app.guessLimits.registration(request.source));
      const { email, password, displayName } = input;
      const registered = await runMutation({ context, info, input }, (command) =>
        app.signUp({ email, password, displayName }, command),
      );
      if ('sent' in registered) throw new ConfirmationSent(registered.sent);
      const { id, roles } = registered.user;
      proven.set(id, { userId: id, sessionId: '', roles });
      including(context, registered.position);
      return registered;
    },
  }),
);
