import { accountChangedByToken } from './account-changed.ts';
import { builder } from './builder.ts';
import { including } from './context.ts';
import { publicErrors } from './errors.ts';
import { runMutation } from './run-mutation.ts';
import { tokenSent } from './token-sent.ts';

const requestPasswordResetInput = builder.inputType('RequestPasswordResetInput', {
  description: 'Whose password.',
  fields: (t) => ({
    email: t.field({ type: 'EmailAddress', required: true, description: 'The address of the account.' }),
  }),
});

const resetPasswordInput = builder.inputType('ResetPasswordInput', {
  description: 'What proves that mail to the address is read, and the password that is to be.',
  fields: (t) => ({
    token: t.string({
      required: true,
      description: 'The token from the mail: what is behind the # of its link.',
    }),
    newPassword: t.string({
      required: true,
      description: 'The password from now on: at least 15 characters, and hard to guess.',
    }),
  }),
});

const requestPasswordResetSuccess = tokenSent(
  'RequestPasswordResetSuccess',
  'If there is an active account with this address, a mail with a token is on its way to it.',
);

const resetPasswordSuccess = accountChangedByToken(
  'ResetPasswordSuccess',
  'The account has the new password, and every session of it is over. Nobody is signed in by that.',
);

const { InvalidInput, InvalidToken, TooManyRequests, WeakPassword } = publicErrors;

builder.mutationFields((t) => ({
  requestPasswordReset: t.field({
    type: requestPasswordResetSuccess,
    description:
      'Sends a mail to choose another password with, to the address of an account. It answers the same when there is none, and changes nothing else.',
    errors: { types: [InvalidInput, TooManyRequests] },
    args: { input: t.arg({ type: requestPasswordResetInput, required: true, description: 'Whose.' }) },
    resolve: (_root, { input }, context, info) =>
      runMutation({ context, info, input }, (command) =>
        context.app.requestPasswordReset(input.email, command),
      ),
  }),
  resetPassword: t.field({
    type: resetPasswordSuccess,
    description:
      'Gives an account another password, with the token that was mailed to its address, and ends all its sessions. The token works once.',
    errors: { types: [InvalidToken, WeakPassword, InvalidInput, TooManyRequests] },
    args: {
      input: t.arg({ type: resetPasswordInput, required: true, description: 'The token and the password.' }),
    },
    resolve: async (_root, { input }, context, info) => {
      const field = { context, info, input, isByMailedToken: true };
      const reset = await runMutation(field, (command) => context.app.resetPassword(input, command));
      context.shown.add(reset.user);
      including(context, reset.position);
      return reset;
    },
  }),
}));
