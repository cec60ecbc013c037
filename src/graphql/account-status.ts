import { accountChanged } from './account-changed.ts';
import { builder } from './builder.ts';
import { including } from './context.ts';
import { publicErrors } from './errors.ts';
import { runMutation } from './run-mutation.ts';
import { parseUserId, user } from './user-type.ts';

const deactivateUserInput = builder.inputType('DeactivateUserInput', {
  description: 'Which account, and why.',
  fields: (t) => ({
    userId: t.globalID({ for: user, required: true, description: 'The account.' }),
    reason: t.string({
      description: 'Why, in at most 500 characters; the owner of the account can read it.',
    }),
  }),
});

const activateUserInput = builder.inputType('ActivateUserInput', {
  description: 'Which account.',
  fields: (t) => ({ userId: t.globalID({ for: user, required: true, description: 'The account.' }) }),
});

const deactivateUserSuccess = accountChanged('DeactivateUserSuccess', {
  description: 'The account is deactivated. Every session of it is over.',
});

const activateUserSuccess = accountChanged('ActivateUserSuccess', {
  description: 'The account is active again.',
});

const { NotFound, Conflict, InvalidInput, Forbidden } = publicErrors;

builder.mutationFields((t) => ({
  deactivateUser: t.field({
    type: deactivateUserSuccess,
    description:
      'Closes an account to signing in, one’s own or anybody’s for administrators, and ends all its sessions.',
    errors: { types: [NotFound, Conflict, InvalidInput, Forbidden] },
    args: {
      input: t.arg({ type: deactivateUserInput, required: true, description: 'Which account, and why.' }),
    },
    resolve: async (_root, { input }, context, info) => {
      const { app, viewer } = context;
      const field = { context, info, input, owner: viewer?.userId };
      const asked = { userId: parseUserId(input.userId), reason: input.reason };
      const changed = await runMutation(field, (command) => app.deactivateUser(viewer, asked, command));
      including(context, changed.position);
      return changed;
    },
  }),
  activateUser: t.field({
    type: activateUserSuccess,
    description: 'Opens a deactivated account to signing in again; for administrators.',
    errors: { types: [NotFound, Conflict, Forbidden] },
    args: { input: t.arg({ type: activateUserInput, required: true, description: 'Which account.' }) },
    resolve: async (_root, { input }, context, info) => {
      const { app, viewer } = context;
      const field = { context, info, input, owner: viewer?.userId };
      const userId = parseUserId(input.userId);
      const changed = await runMutation(field, (command) => app.activateUser(viewer, userId, command));
      including(context, changed.position);
      return changed;
    },
  }),
}));
