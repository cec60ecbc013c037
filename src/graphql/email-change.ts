import { accountChangedByToken } from './account-changed.ts';
import { builder } from './builder.ts';
import { including } from './context.ts';
import { publicErrors } from './errors.ts';
import { runMutation } from './run-mutation.ts';
import { tokenSent } from './token-sent.ts';

const requestEmailChangeInput = builder.inputType('RequestEmailChangeInput', {
  description: 'The address that is to be, and what proves whose wish it is.',
  fields: (t) => ({
    newEmail: t.field({ type: 'EmailAddress', required: true, description: 'The address from then on.' }),
    password: t.string({ required: true, description: 'The password of the account.' }),
  }),
});

const confirmEmailChangeInput = builder.inputType('ConfirmEmailChangeInput', {
  description: 'What proves that mail to the new address is read.',
  fields: (t) => ({
    token: t.string({
      required: true,
      description: 'The token from the mail: what is behind the # of its link.',
    }),
  }),
});

const requestEmailChangeSuccess = tokenSent(
  'RequestEmailChangeSuccess',
  'A mail with a token is on its way to the new address, and one that tells of it to the present one, which the account keeps until the token is presented.',
);

const confirmEmailChangeSuccess = accountChangedByToken(
  'ConfirmEmailChangeSuccess',
  'The account has the new address, and the former one is free. Nobody is signed in by that.',
);

const { EmailTaken, InvalidCredentials, InvalidInput, InvalidToken, TooManyRequests, Forbidden } =
  publicErrors;

builder.mutationFields((t) => ({
  requestEmailChange: t.field({
    type: requestEmailChangeSuccess,
    description:
      'Sends a mail to another address for the signed-in user, to prove it with. A token of before does nothing from then on.',
    errors: { types: [EmailTaken, InvalidCredentials, InvalidInput, TooManyRequests, Forbidden] },
    args: {
      input: t.arg({ type: requestEmailChangeInput, required: true, description: 'Which address.' }),
    },
    resolve: (_root, { input }, context, info) => {
      const { app, viewer } = context;
      const guess = viewer === null ? undefined : { by: { userId: viewer.userId }, deviceToken: null };
      const field = { context, info, input, owner: viewer?.userId, guess };
      return runMutation(field, (command) => app.requestEmailChange(viewer, input, command));
    },
  }),
  confirmEmailChange: t.field({
    type: confirmEmailChangeSuccess,
    description:
      'Gives an account the address that the token was mailed to, from which on it signs in with that one. It works once.',
    errors: { types: [InvalidToken, EmailTaken, TooManyRequests] },
    args: { input: t.arg({ type: confirmEmailChangeInput, required: true, description: 'The token.' }) },
    resolve: async (_root, { input }, context, info) => {
      const field = { context, info, input, isByMailedToken: true };
      const changed = await runMutation(field, (command) =>
        context.app.confirmEmailChange(input.token, command),
      );
      context.shown.add(changed.user);
      including(context, changed.position);
      return changed;
    },
  }),
}));
