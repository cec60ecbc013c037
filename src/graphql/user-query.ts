import type { UserFilter, UserOrder, UserOrderField, UserQuery } from '../ports/user-view.ts';
import { builder } from './builder.ts';
import { type CursorType, parsePage, timeRangeInput, toTimeRange } from './paging.ts';

/** The states of an account. */
export const userStatus = builder.enumType('UserStatus', {
  description: 'What state an account is in.',
  values: {
    ACTIVE: { description: 'It can be used.' },
    DEACTIVATED: { description: 'It cannot be used until it is activated again.' },
    ERASED: { description: 'The person is gone from it for good.' },
  } as const,
});

/** Which users. */
export const userFilter = builder.inputType('UserFilter', {
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

/** How to sort users. */
export const userOrder = builder.inputType('UserOrder', {
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

interface UsersArguments {
  search?: string | null | undefined;
  filter?: Parameters<typeof toUserFilter>[0] | null | undefined;
  orderBy?: UserOrder[] | null | undefined;
}

const defaultOrder: readonly UserOrder[] = [{ field: 'REGISTERED_AT', direction: 'ASC' }];

const cursorTypes = {
  REGISTERED_AT: 'time',
  LAST_LOGIN_AT: 'time',
  EMAIL: 'text',
  LOGIN_COUNT: 'count',
} as const satisfies Record<UserOrderField, CursorType>;

/** The query as views take it. @throws GraphQLError BAD_USER_INPUT */
export function toUserQuery({
  search,
  filter,
  orderBy,
  ...page
}: UsersArguments & Parameters<typeof parsePage>[0]): UserQuery {
  const order = orderBy ?? defaultOrder;
  return {
    filter: toUserFilter(filter ?? {}),
    order,
    page: parsePage(page, [...order.map(({ field }) => cursorTypes[field]), 'text']),
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
