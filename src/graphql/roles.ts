import { accountChanged } from './account-changed.ts';
import { builder } from './builder.ts';
import { including } from './context.ts';
import { publicErrors } from './errors.ts';
import { runMutation } from './run-mutation.ts';
import { parseUserId, user } from './user-type.ts';

const roleForm = '1 to 64 characters: lower-case letters, digits, and : . _ -';

const grantRoleInput = builder.inputType('GrantRoleInput', {
  description: 'Who is to have which role.',
  fields: (t) => ({
    userId: t.globalID({ for: user, required: true, description: 'The user.' }),
    role: t.string({
      required: true,
      description: `\`admin\` for an administrator, or what services go by: ${roleForm}.`,
    }),
  }),
});

const revokeRoleInput = builder.inputType('RevokeRoleInput', {
  description: 'Who is to have which role no more.',
  fields: (t) => ({
    userId: t.globalID({ for: user, required: true, description: 'The user.' }),
    role: t.string({ required: true, description: 'The role.' }),
  }),
});

const grantRoleSuccess = accountChanged('GrantRoleSuccess', {
  description: 'The user has the role. It is in the access tokens that are issued from now on.',
});

const revokeRoleSuccess = accountChanged('RevokeRoleSuccess', {
  description: 'The user does not have the role any more. Every session of the user is over.',
});

const { NotFound, Conflict, InvalidInput, Forbidden } = publicErrors;

builder.mutationFields((t) => ({
  grantRole: t.field({
    type: grantRoleSuccess,
    description: 'Gives a user a role; for administrators. Nothing changes for one who has it.',
    errors: { types: [NotFound, InvalidInput, Forbidden] },
    args: { input: t.arg({ type: grantRoleInput, required: true, description: 'Who, and which role.' }) },
    resolve: async (_root, { input }, context, info) => {
      const { app, viewer } = context;
      const field = { context, info, input, owner: viewer?.userId };
      const asked = { userId: parseUserId(input.userId), role: input.role };
      const changed = await runMutation(field, (command) => app.grantRole(viewer, asked, command));
      including(context, changed.position);
      return changed;
    },
  }),
  revokeRole: t.field({
    type: revokeRoleSuccess,
    description:
      'Takes a role from a user, and ends all sessions of the user; for administrators. The last one stays one.',
    errors: { types: [NotFound, Conflict, InvalidInput, Forbidden] },
    args: { input: t.arg({ type: revokeRoleInput, required: true, description: 'Who, and which role.' }) },
    resolve: async (_root, { input }, context, info) => {
      const { app, viewer } = context;
      const field = { context, info, input, owner: viewer?.userId };
      const asked = { userId: parseUserId(input.userId), role: input.role };
      const changed = await runMutation(field, (command) => app.revokeRole(viewer, asked, command));
      including(context, changed.position);
      return changed;
    },
  }),
}));
