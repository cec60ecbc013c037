import type { SessionEnded } from '../application/commands/log-out.ts';
import type { OtherSessionsEnded } from '../application/commands/revoke-other-sessions.ts';
import { builder } from './builder.ts';
import { including } from './context.ts';
import { publicErrors } from './errors.ts';
import { runMutation } from './run-mutation.ts';
import { session } from './session.ts';

const { NotFound, Forbidden } = publicErrors;

const logoutSuccess = builder.objectRef<SessionEnded>('LogoutSuccess').implement({
  description: 'The session is over.',
  fields: (t) => ({
    session: t.expose('session', { type: session, description: 'The session, as it was.' }),
    position: t.expose('position', { type: 'Position', description: 'Where its end stands.' }),
  }),
});

const revokeSessionSuccess = builder.objectRef<SessionEnded>('RevokeSessionSuccess').implement({
  description: 'The session is over.',
  fields: (t) => ({
    session: t.expose('session', { type: session, description: 'The session, as it was.' }),
    position: t.expose('position', { type: 'Position', description: 'Where its end stands.' }),
  }),
});

const revokeOtherSessionsSuccess = builder
  .objectRef<OtherSessionsEnded>('RevokeOtherSessionsSuccess')
  .implement({
    description: 'The sessions are over.',
    fields: (t) => ({
      sessions: t.field({
        type: [session],
        description: 'The sessions, as they were, the youngest first.',
        resolve: ({ sessions }) => [...sessions],
      }),
      position: t.expose('position', { type: 'Position', description: 'Where the last end stands.' }),
    }),
  });

const revokeSessionInput = builder.inputType('RevokeSessionInput', {
  description: 'Which session.',
  fields: (t) => ({
    sessionId: t.globalID({ for: session, required: true, description: 'The session.' }),
  }),
});

builder.mutationFields((t) => ({
  logout: t.field({
    type: logoutSuccess,
    description:
      'Ends the session of this request: its tokens are refused everywhere within a second. Takes cookies with tokens away.',
    errors: { types: [Forbidden] },
    resolve: async (_root, _args, context, info) => {
      const { app, viewer, cookies } = context;
      // One key for two sessions is not the same logout.
      const field = { context, info, input: { sessionId: viewer?.sessionId }, owner: viewer?.userId };
      const ended = await runMutation(field, (command) => app.logOut(viewer, command));
      including(context, ended.position);
      await cookies.clear();
      return ended;
    },
  }),
  revokeSession: t.field({
    type: revokeSessionSuccess,
    description: 'Ends a session: one’s own, or anybody’s for administrators.',
    errors: { types: [NotFound, Forbidden] },
    args: { input: t.arg({ type: revokeSessionInput, required: true, description: 'Which session.' }) },
    resolve: async (_root, { input }, context, info) => {
      const { app, viewer } = context;
      const field = { context, info, input, owner: viewer?.userId };
      const ended = await runMutation(field, (command) =>
        app.revokeSession(viewer, input.sessionId.id, command),
      );
      including(context, ended.position);
      return ended;
    },
  }),
  revokeOtherSessions: t.field({
    type: revokeOtherSessionsSuccess,
    description: 'Ends all sessions of the signed-in user but the one of this request.',
    errors: { types: [Forbidden] },
    resolve: async (_root, _args, context, info) => {
      const { app, viewer } = context;
      const field = { context, info, input: { sessionId: viewer?.sessionId }, owner: viewer?.userId };
      const ended = await runMutation(field, (command) => app.revokeOtherSessions(viewer, command));
      including(context, ended.position);
      return ended;
    },
  }),
}));
