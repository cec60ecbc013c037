import type { EventDocument, EventFilter } from '../ports/event-view.ts';
import { builder } from './builder.ts';
import { including, viewerOf } from './context.ts';
import { defineConnection, eventCursor, parsePage, timeRangeInput, toTimeRange } from './paging.ts';
import { sourceArguments, sourceBelow, toConnectionFrom, toSource } from './source.ts';
import { isUuid, user } from './user-type.ts';

const event = builder.objectRef<EventDocument>('Event');

builder.node(event, {
  description: 'Something that happened to an account, as the log has it; without anything secret.',
  authScopes: ({ userId }) => ({ sees: userId }),
  id: { resolve: ({ id }) => id },
  loadWithoutCache: (id, context) =>
    isUuid(id) ? context.app.findEvent(context.viewer, id, including(context)) : null,
  fields: (t) => ({
    type: t.exposeString('type', { description: 'What happened, in the past tense.' }),
    version: t.exposeInt('version', {
      description: 'Its number among the events of the account, from 1 on.',
    }),
    at: t.field({ type: 'DateTime', description: 'When.', resolve: ({ at }) => new Date(at) }),
    userId: t.globalID({
      description: 'To whose account.',
      resolve: ({ userId }) => ({ type: user, id: userId }),
    }),
    actorId: t.globalID({
      nullable: true,
      description: 'Who caused it; null for nobody who was signed in.',
      resolve: ({ actorId }) => (actorId === null ? null : { type: user, id: actorId }),
    }),
    correlationId: t.exposeString('correlationId', {
      description: 'The same for everything that one request caused.',
    }),
    causationId: t.exposeString('causationId', {
      nullable: true,
      description: 'The event or message that this one answers.',
    }),
    data: t.expose('data', { type: 'JSON', description: 'What belongs to its type.' }),
  }),
});

const eventFilter = builder.inputType('EventFilter', {
  description: 'Which events: every condition that is given must hold.',
  fields: (t) => ({
    types: t.stringList({ description: 'Of any of these types.' }),
    time: t.field({ type: timeRangeInput, description: 'In this span.' }),
  }),
});

function toEventFilter(filter: typeof eventFilter.$inferInput | null | undefined): EventFilter {
  const { types, time } = filter ?? {};
  return { ...(types && { types }), ...(time && { time: toTimeRange(time) }) };
}

const eventConnection = defineConnection(event, { name: 'Event', item: 'An event', items: 'events' });

builder.queryField('events', (t) =>
  t.connection(
    {
      type: event,
      description: 'What happened, the newest first: to oneself, or to everybody for administrators.',
      args: {
        filter: t.arg({ type: eventFilter, description: 'Which events.' }),
        ...sourceArguments,
      },
      resolve: async (_root, { filter, atLeast, view, ...args }, context) => {
        const source = toSource(context, { atLeast, view });
        const query = { filter: toEventFilter(filter), page: parsePage(args, eventCursor), source };
        return toConnectionFrom(context, source, await context.app.listEvents(context.viewer, query));
      },
    },
    eventConnection,
  ),
);

builder.objectField(user, 'events', (t) =>
  t.connection(
    {
      type: event,
      description: 'What happened to this account, the newest first.',
      args: { filter: t.arg({ type: eventFilter, description: 'Which events.' }) },
      resolve: async (parent, { filter, ...args }, context) => {
        const { id } = parent;
        const source = sourceBelow(context, parent);
        const query = {
          filter: { ...toEventFilter(filter), userId: id },
          page: parsePage(args, eventCursor),
          source,
        };
        return toConnectionFrom(context, source, await context.app.listEvents(viewerOf(context, id), query));
      },
    },
    eventConnection,
  ),
);
