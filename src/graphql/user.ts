import { builder } from './builder.ts';
import { including } from './context.ts';
import { defineConnection } from './paging.ts';
import { atLeastArgument, readFrom, sourceArguments, toConnectionFrom, toSource } from './source.ts';
import { toUserQuery, userFilter, userOrder, userStatus } from './user-query.ts';
import { parseUserId, user } from './user-type.ts';

const userBy = builder.inputType('UserBy', {
  description: 'Names one user.',
  isOneOf: true,
  fields: (t) => ({
    id: t.globalID({ for: user, description: 'The global id.' }),
    email: t.field({ type: 'EmailAddress', description: 'The e-mail address.' }),
  }),
});

builder.objectField(user, 'status', (t) =>
  t.expose('status', { type: userStatus, description: 'What state the account is in.' }),
);

const userConnection = defineConnection(user, { name: 'User', item: 'A user', items: 'users' });

builder.queryFields((t) => ({
  me: t.field({
    type: user,
    nullable: true,
    description: 'The signed-in user; null when nobody is signed in.',
    args: atLeastArgument,
    resolve: (_root, { atLeast }, context) =>
      context.app.users.me(context.viewer, including(context, atLeast)),
  }),
  user: t.field({
    type: user,
    nullable: true,
    description: 'One user: oneself, or anybody for administrators.',
    args: {
      by: t.arg({ type: userBy, required: true, description: 'Which user.' }),
      asOf: t.arg({
        type: 'DateTime',
        description:
          'As the events up to this instant made the user. Its logins, events and sessions are those of the present.',
      }),
      ...sourceArguments,
    },
    resolve: async (_root, { by, ...args }, context) => {
      const source = toSource(context, args);
      const query = { by: parseUserBy(by), asOf: args.asOf?.getTime(), source };
      return readFrom(context, source, await context.app.users.find(context.viewer, query));
    },
  }),
  users: t.connection(
    {
      type: user,
      description: 'Users by search, filter and order; for administrators.',
      args: {
        search: t.arg.string({
          description:
            'Beginnings of words of the address or the display name; all of them must be found. When nobody is found, words with one letter wrong, missing, added or moved are taken too.',
        }),
        filter: t.arg({ type: userFilter, description: 'Which users.' }),
        orderBy: t.arg({
          type: [userOrder],
          description: 'How to sort: the first decides, the next breaks ties. By registration if left out.',
        }),
        ...sourceArguments,
      },
      resolve: async (_root, { atLeast, view, ...args }, context) => {
        const source = toSource(context, { atLeast, view });
        const page = await context.app.listUsers(context.viewer, toUserQuery(args), source);
        return toConnectionFrom(context, source, page);
      },
    },
    userConnection,
  ),
}));

function parseUserBy(by: { id?: { id: string } | null; email?: string | null }) {
  if (by.id !== null && by.id !== undefined) return { id: parseUserId(by.id) };
  return { email: by.email ?? '' };
}
