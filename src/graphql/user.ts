import type { UserFilter, UserOrder, UserQuery } from '../ports/user-view.ts';
import { builder } from './builder.ts';
import { atPosition } from './context.ts';
import { parsePage, timeRangeInput, toConnection, toTimeRange } from './paging.ts';
import { parseUserId, user } from './user-type.ts';

const userBy = builder.inputType('UserBy', {
  description: 'Names one user.',
  isOneOf: true,
  fields: (t) => ({
    id: t.globalID({ for: user, description: 'The global id.' }),
    email: t.field({ type: 'EmailAddress', description: 'The e-mail address.' }),
  }),
});

const userStatus = builder.enumType('UserStatus', {
  description: 'What state an account is in.',
  values: {
    ACTIVE: { description: 'It can be used.' },
    DEACTIVATED: { description: 'It cannot be used until it is activated again.' },
    ERASED: { description: 'The person is gone from it for good.' },
  } as const,
});

builder.objectField(user, 'status', (t) =>
  t.expose('status', { type: userStatus, description: 'What state the account is in.' }),
);

const userFilter = builder.inputType('UserFilter', {
  description: 'Which users: every condition that is given must hold.',
  fields: (t) => ({
    status: t.field({ type: [userStatus], description: 'In any of these states.' }),
    role: t.string({ description: 'With this role.' }),
    emailVerified: t.boolean({ description: 'Whose address is verified, or not.' }),
    registered: t.field({ type: timeRangeInput, description: 'Registered in this span.' }),
    lastLogin: t.field({ type: timeRangeInput, description: 'Whose last login falls in this span.' }),
  }),
});

const userOrderField = builder.enumType('UserOrderField', {
  description: 'What users can be sorted by.',
  values: {
    REGISTERED_AT: { description: 'The time of registration.' },
    LAST_LOGIN_AT: { description: 'The time of the last login; never is the earliest.' },
    EMAIL: { description: 'The e-mail address, by code points.' },
    LOGIN_COUNT: { description: 'The number of logins.' },
  } as const,
});

const orderDirection = builder.enumType('OrderDirection', {
  description: 'Which way a list is sorted.',
  values: { ASC: { description: 'Smallest first.' }, DESC: { description: 'Largest first.' } } as const,
});

const userOrder = builder.inputType('UserOrder', {
  description: 'How to sort users.',
  fields: (t) => ({
    field: t.field({ type: userOrderField, required: true, description: 'By what.' }),
    direction: t.field({
      type: orderDirection,
      required: true,
      defaultValue: 'ASC',
      description: 'Which way.',
    }),
  }),
});

const userConnection = builder.connectionObject(
  {
    type: user,
    name: 'UserConnection',
    description: 'A page of users.',
    fields: (t) => ({
      totalCount: t.exposeInt('totalCount', { description: 'How many users match in all.' }),
    }),
  },
  { name: 'UserEdge', description: 'A user in a list.' },
);

const atLeastDescription = 'Waits until the answer includes the change at this position.';

builder.queryFields((t) => ({
  me: t.field({
    type: user,
    nullable: true,
    description: 'The signed-in user; null when nobody is signed in.',
    args: { atLeast: t.arg({ type: 'Position', description: atLeastDescription }) },
    resolve: async (_root, { atLeast }, context) =>
      atPosition(context, await context.app.users.me(context.viewer, atLeast ?? null), atLeast),
  }),
  user: t.field({
    type: user,
    nullable: true,
    description: 'One user: oneself, or anybody for administrators.',
    args: {
      by: t.arg({ type: userBy, required: true, description: 'Which user.' }),
      asOf: t.arg({ type: 'DateTime', description: 'As the events up to this instant made the user.' }),
      atLeast: t.arg({ type: 'Position', description: atLeastDescription }),
    },
    resolve: async (_root, { by, asOf, atLeast }, context) => {
      const query = { by: parseUserBy(by), asOf: asOf?.getTime(), atLeast };
      return atPosition(context, await context.app.users.find(context.viewer, query), atLeast);
    },
  }),
  users: t.connection(
    {
      type: user,
      description: 'Users by search, filter and order; for administrators.',
      args: {
        search: t.arg.string({
          description: 'Beginnings of words of the address or the display name; all of them must be found.',
        }),
        filter: t.arg({ type: userFilter, description: 'Which users.' }),
        orderBy: t.arg({
          type: [userOrder],
          description: 'How to sort: the first decides, the next breaks ties. By registration if left out.',
        }),
        atLeast: t.arg({ type: 'Position', description: atLeastDescription }),
      },
      resolve: async (_root, { atLeast, ...args }, { app, viewer }) =>
        toConnection(await app.listUsers(viewer, toUserQuery(args), atLeast ?? null)),
    },
    userConnection,
  ),
}));

function parseUserBy(by: { id?: { id: string } | null; email?: string | null }) {
  if (by.id !== null && by.id !== undefined) return { id: parseUserId(by.id) };
  return { email: by.email ?? '' };
}

interface UsersArguments {
  search?: string | null | undefined;
  filter?: Parameters<typeof toUserFilter>[0] | null | undefined;
  orderBy?: UserOrder[] | null | undefined;
}

function toUserQuery({
  search,
  filter,
  orderBy,
  ...page
}: UsersArguments & Parameters<typeof parsePage>[0]): UserQuery {
  return {
    filter: toUserFilter(filter ?? {}),
    order: orderBy ?? [{ field: 'REGISTERED_AT', direction: 'ASC' }],
    page: parsePage(page),
    ...(search === null || search === undefined ? {} : { search }),
  };
}

function toUserFilter(filter: typeof userFilter.$inferInput): UserFilter {
  const { status, role, emailVerified, registered, lastLogin } = filter;
  return {
    ...(status && { status }),
    ...(role !== null && role !== undefined && { role }),
    ...(emailVerified !== null && emailVerified !== undefined && { emailVerified }),
    ...(registered && { registered: toTimeRange(registered) }),
    ...(lastLogin && { lastLogin: toTimeRange(lastLogin) }),
  };
}
