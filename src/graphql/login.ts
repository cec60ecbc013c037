import type { EventDocument, EventFilter } from '../ports/event-view.ts';
import { builder } from './builder.ts';
import { including, viewerOf } from './context.ts';
import {
  defineConnection,
  emptyPage,
  eventCursor,
  parsePage,
  timeRangeInput,
  toConnection,
  toTimeRange,
} from './paging.ts';
import { readFrom, sourceArguments, sourceBelow, toConnectionFrom, toSource } from './source.ts';
import { isUuid, parseUserId, user } from './user-type.ts';

const loginOutcome = builder.enumType('LoginOutcome', {
  description: 'How an attempt to log in ended.',
  values: {
    SUCCEEDED: { description: 'A session began.' },
    FAILED: { description: 'It was refused.' },
  } as const,
});

/** An attempt to log in to a known account: the event, seen as a login. */
export const login = builder.objectRef<EventDocument>('Login');

builder.node(login, {
  description: 'An attempt to log in to an account.',
  authScopes: ({ userId }) => ({ sees: userId }),
  id: { resolve: ({ id }) => id },
  loadWithoutCache: async (id, context) => {
    const event = isUuid(id) ? await context.app.findEvent(context.viewer, id, including(context)) : null;
    return event?.login === null ? null : event;
  },
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'When.', resolve: ({ at }) => new Date(at) }),
    outcome: t.field({
      type: loginOutcome,
      description: 'How it ended.',
      resolve: (event) => (event.login?.outcome === 'SUCCEEDED' ? 'SUCCEEDED' : 'FAILED'),
    }),
    userId: t.globalID({
      description: 'Whose account.',
      resolve: ({ userId }) => ({ type: user, id: userId }),
    }),
    user: t.field({
      type: user,
      nullable: true,
      description: 'The account, as the view has it.',
      resolve: async (event, _args, context) =>
        readFrom(
          context,
          sourceBelow(context, event),
          await context.users.load(event.userId, context.origins.get(event)),
        ),
    }),
    ipAddress: t.string({
      nullable: true,
      description: 'The address that it came from.',
      resolve: (event) => event.login?.ipAddress ?? null,
    }),
    userAgent: t.string({
      nullable: true,
      description: 'What the client called itself.',
      resolve: (event) => event.login?.userAgent ?? null,
    }),
  }),
});

/** Which logins. */
export const loginFilter = builder.inputType('LoginFilter', {
  description: 'Which logins: every condition that is given must hold.',
  fields: (t) => ({
    outcome: t.field({ type: loginOutcome, description: 'That ended so.' }),
    userId: t.globalID({ for: user, description: 'To this account.' }),
    time: t.field({ type: timeRangeInput, description: 'In this span.' }),
  }),
});

/** The filter as views take it. */
export function toLoginFilter(filter: typeof loginFilter.$inferInput | null | undefined): EventFilter {
  const { outcome, userId, time } = filter ?? {};
  return {
    login: outcome ?? 'ANY',
    ...(userId && { userId: parseUserId(userId) }),
    ...(time && { time: toTimeRange(time) }),
  };
}

const loginConnection = defineConnection(login, { name: 'Login', item: 'A login', items: 'logins' });

builder.queryField('logins', (t) =>
  t.connection(
    {
      type: login,
      description: 'Attempts to log in, the newest first: to oneself, or to everybody for administrators.',
      args: {
        filter: t.arg({ type: loginFilter, description: 'Which logins.' }),
        ...sourceArguments,
      },
      resolve: async (_root, { filter, atLeast, view, ...args }, context) => {
        const source = toSource(context, { atLeast, view });
        const query = { filter: toLoginFilter(filter), page: parsePage(args, eventCursor), source };
        return toConnectionFrom(context, source, await context.app.listEvents(context.viewer, query));
      },
    },
    loginConnection,
  ),
);

builder.objectField(user, 'logins', (t) =>
  t.connection(
    {
      type: login,
      description: 'Attempts to log in to this account, the newest first.',
      args: { filter: t.arg({ type: loginFilter, description: 'Which logins.' }) },
      resolve: async (parent, { filter, ...args }, context) => {
        const { id } = parent;
        const asked = toLoginFilter(filter);
        const source = sourceBelow(context, parent);
        const query = { filter: { ...asked, userId: id }, page: parsePage(args, eventCursor), source };
        // The filter narrows these logins: of another account there are none among them.
        if (asked.userId !== undefined && asked.userId !== id) return toConnection<EventDocument>(emptyPage);
        return toConnectionFrom(context, source, await context.app.listEvents(viewerOf(context, id), query));
      },
    },
    loginConnection,
  ),
);
