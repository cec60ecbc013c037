import type { Session } from '../ports/session-store.ts';
import { builder } from './builder.ts';
import { viewerOf } from './context.ts';
import { isUuid, user } from './user-type.ts';

/** A signed-in client. */
export const session = builder.objectRef<Session>('Session');

builder.node(session, {
  description: 'A signed-in client of a user.',
  authScopes: ({ userId }) => ({ sees: userId }),
  id: { resolve: ({ id }) => id },
  loadOne: (id, { app, viewer }) => (isUuid(id) ? app.sessions.find(viewer, id) : null),
  fields: (t) => ({
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it began.',
      resolve: ({ createdAt }) => new Date(createdAt),
    }),
    lastUsedAt: t.field({
      type: 'DateTime',
      description: 'When tokens were last issued for it.',
      resolve: ({ lastUsedAt }) => new Date(lastUsedAt),
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'When it ends by itself.',
      resolve: ({ expiresAt }) => new Date(expiresAt),
    }),
    ipAddress: t.exposeString('ipAddress', { nullable: true, description: 'Where it began.' }),
    userAgent: t.exposeString('userAgent', {
      nullable: true,
      description: 'What the client called itself.',
    }),
    current: t.boolean({
      description: 'Whether it is the session of this request.',
      resolve: ({ id, userId }, _args, context) => viewerOf(context, userId)?.sessionId === id,
    }),
  }),
});

builder.objectField(user, 'sessions', (t) =>
  t.field({
    type: [session],
    description: 'The clients that are signed in, the youngest first.',
    resolve: async ({ id }, _args, context) => [
      ...(await context.app.sessions.list(viewerOf(context, id), id)),
    ],
  }),
);
