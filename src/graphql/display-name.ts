import { accountChanged } from './account-changed.ts';
import { builder } from './builder.ts';
import { including } from './context.ts';
import { publicErrors } from './errors.ts';
import { runMutation } from './run-mutation.ts';

const changeDisplayNameInput = builder.inputType('ChangeDisplayNameInput', {
  description: 'The name to be shown from now on.',
  fields: (t) => ({
    displayName: t.string({ description: 'At most 100 characters; null, empty or left out for none.' }),
  }),
});

const changeDisplayNameSuccess = accountChanged('ChangeDisplayNameSuccess', {
  description: 'The account has this name.',
});

const { InvalidInput, Forbidden } = publicErrors;

builder.mutationField('changeDisplayName', (t) =>
  t.field({
    type: changeDisplayNameSuccess,
    description: 'Gives the signed-in user another name to be shown, or none.',
    errors: { types: [InvalidInput, Forbidden] },
    args: { input: t.arg({ type: changeDisplayNameInput, required: true, description: 'Which name.' }) },
    resolve: async (_root, { input }, context, info) => {
      const { app, viewer } = context;
      const owner = viewer?.userId;
      const changed = await runMutation({ context, info, input, owner }, (command) =>
        app.changeDisplayName(viewer, input, command),
      );
      including(context, changed.position);
      return changed;
    },
  }),
);
