import { accountChangedByToken } from './account-changed.ts';
import { builder } from './builder.ts';
import { including } from './context.ts';
import { publicErrors } from './errors.ts';
import { runMutation } from './run-mutation.ts';
import { tokenSent } from './token-sent.ts';

const verifyEmailInput = builder.inputType('VerifyEmailInput', {
  description: 'What proves that mail to the address is read.',
  fields: (t) => ({
    token: t.string({
      required: true,
      description: 'The token from the mail: what is behind the # of its link.',
    }),
  }),
});

const requestEmailVerificationSuccess = tokenSent(
  'RequestEmailVerificationSuccess',
  'A mail with a token is on its way to the address of the account.',
);

const verifyEmailSuccess = accountChangedByToken(
  'VerifyEmailSuccess',
  'The address is proved to be the user’s. Nobody is signed in by that.',
);

const { Conflict, InvalidToken, TooManyRequests, Forbidden } = publicErrors;

builder.mutationFields((t) => ({
  requestEmailVerification: t.field({
    type: requestEmailVerificationSuccess,
    description:
      'Sends the signed-in user a mail to prove the address with. A token of before does nothing from then on.',
    errors: { types: [Conflict, TooManyRequests, Forbidden] },
    resolve: async (_root, _args, context, info) => {
      const { app, viewer } = context;
      const field = { context, info, input: null, owner: viewer?.userId };
      return runMutation(field, (command) => app.requestEmailVerification(viewer, command));
    },
  }),
  verifyEmail: t.field({
    type: verifyEmailSuccess,
    description:
      'Proves that an address is read by its user, with the token that was mailed there. It works once.',
    errors: { types: [InvalidToken, TooManyRequests] },
    args: { input: t.arg({ type: verifyEmailInput, required: true, description: 'The token.' }) },
    resolve: async (_root, { input }, context, info) => {
      const field = { context, info, input, isByMailedToken: true };
      const verified = await runMutation(field, (command) => context.app.verifyEmail(input.token, command));
      context.shown.add(verified.user);
      including(context, verified.position);
      return verified;
    },
  }),
}));
