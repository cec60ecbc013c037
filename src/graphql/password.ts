import { accountChanged } from './account-changed.ts';
import { builder } from './builder.ts';
import { including } from './context.ts';
import { publicErrors } from './errors.ts';
import { runMutation } from './run-mutation.ts';

const changePasswordInput = builder.inputType('ChangePasswordInput', {
  description: 'The present password, and the one that is to be.',
  fields: (t) => ({
    currentPassword: t.string({ required: true, description: 'The password as it is now.' }),
    newPassword: t.string({
      required: true,
      description: 'The password from now on: at least 15 characters, and hard to guess.',
    }),
  }),
});

const changePasswordSuccess = accountChanged('ChangePasswordSuccess', {
  description: 'The account has the new password. Every other session is over.',
});

const { InvalidCredentials, WeakPassword, InvalidInput, TooManyRequests, Forbidden } = publicErrors;

builder.mutationField('changePassword', (t) =>
  t.field({
    type: changePasswordSuccess,
    description:
      'Gives the signed-in user another password, and ends their sessions but the one of this request.',
    errors: { types: [InvalidCredentials, WeakPassword, InvalidInput, TooManyRequests, Forbidden] },
    args: { input: t.arg({ type: changePasswordInput, required: true, description: 'Both passwords.' }) },
    resolve: async (_root, { input }, context, info) => {
      const { app, viewer } = context;
      const field = {
        context,
        info,
        // Which session goes on makes it another change.
        input: { ...input, sessionId: viewer?.sessionId },
        owner: viewer?.userId,
        guess: viewer === null ? undefined : { by: { userId: viewer.userId }, deviceToken: null },
      };
      const changed = await runMutation(field, (command) => app.changePassword(viewer, input, command));
      including(context, changed.position);
      return changed;
    },
  }),
);
