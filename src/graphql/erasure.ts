import type { Erased } from '../application/commands/erase-user.ts';
import { builder } from './builder.ts';
import { including } from './context.ts';
import { publicErrors } from './errors.ts';
import { runMutation } from './run-mutation.ts';
import { parseUserId, user } from './user-type.ts';

const eraseUserInput = builder.inputType('EraseUserInput', {
  description: 'Whom to erase.',
  fields: (t) => ({ userId: t.globalID({ for: user, required: true, description: 'The user.' }) }),
});

const eraseUserSuccess = builder.objectRef<Erased>('EraseUserSuccess').implement({
  description:
    'What was personal about the user is unreadable for ever. Every session is over, and the address is free.',
  fields: (t) => ({
    userId: t.globalID({
      description: 'The user, of whom it can still be read what happened when.',
      resolve: ({ userId }) => ({ type: user, id: userId }),
    }),
    position: t.expose('position', { type: 'Position', description: 'Where the erasure stands.' }),
  }),
});

const { NotFound, Conflict, Forbidden } = publicErrors;

builder.mutationFields((t) => ({
  eraseUser: t.field({
    type: eraseUserSuccess,
    description:
      'Makes everything personal about a user unreadable, oneself’s or anybody’s for administrators. It cannot be undone, and asks for nothing but the session.',
    errors: { types: [NotFound, Conflict, Forbidden] },
    args: { input: t.arg({ type: eraseUserInput, required: true, description: 'Whom to erase.' }) },
    resolve: async (_root, { input }, context, info) => {
      const { app, viewer } = context;
      const field = { context, info, input, owner: viewer?.userId };
      const userId = parseUserId(input.userId);
      const erased = await runMutation(field, (command) => app.eraseUser(viewer, userId, command));
      including(context, erased.position);
      return erased;
    },
  }),
}));
