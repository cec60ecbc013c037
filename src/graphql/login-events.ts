import type { LoginNotice } from '../application/login-notice.ts';
import { requireViewer, visibleUser } from '../application/viewer.ts';
import type { EventDocument, EventFilter } from '../ports/event-view.ts';
import type { FeedVector } from '../ports/feeds.ts';
import { isOffset } from '../ports/position.ts';
import { builder } from './builder.ts';
import { beginEvent } from './context.ts';
import { badUserInput } from './errors.ts';
import { login, loginFilter, toLoginFilter } from './login.ts';
import { encodeJson, parseJson } from './paging.ts';

const loginEvent = builder.objectRef<LoginNotice>('LoginEvent').implement({
  description: 'An attempt to log in, as it happens.',
  fields: (t) => ({
    cursor: t.string({
      description: 'Pass the last one back as `after`, and nothing is skipped or repeated.',
      resolve: ({ after }) => encodeJson(after),
    }),
    login: t.expose('login', { type: login, description: 'The login.' }),
  }),
});

builder.subscriptionField('loginEvents', (t) =>
  t.field({
    type: loginEvent,
    description: 'Attempts to log in, as they happen: to oneself, or to everybody for administrators.',
    args: {
      filter: t.arg({ type: loginFilter, description: 'Which logins.' }),
      after: t.arg.string({ description: 'The cursor of the last event received.' }),
    },
    subscribe: (_root, { filter, after }, { app, viewer }) => {
      const asked = toLoginFilter(filter);
      const { sessionId } = requireViewer(viewer);
      return app.loginFeed.subscribe({
        after: parseVector(after, app.loginFeed.partitions),
        userId: visibleUser(viewer, asked.userId),
        sessionId,
        matches: matcher(asked),
      });
    },
    resolve: (notice, _args, context) => {
      beginEvent(context, notice.position);
      return notice;
    },
  }),
);

function parseVector(after: string | null | undefined, partitions: number): FeedVector | null {
  if (after === null || after === undefined) return null;
  const vector = parseJson(after);
  if (!isVector(vector) || vector.length !== partitions) {
    throw badUserInput('after is the cursor of an earlier event of this subscription, passed back as it is.');
  }
  return vector;
}

function isVector(value: unknown): value is FeedVector {
  return Array.isArray(value) && value.every((part) => typeof part === 'string' && isOffset(part));
}

function matcher({ login: outcome, time }: EventFilter): (document: EventDocument) => boolean {
  return (document) =>
    (outcome === 'ANY' || document.login?.outcome === outcome) &&
    document.at >= (time?.from ?? Number.NEGATIVE_INFINITY) &&
    document.at < (time?.to ?? Number.POSITIVE_INFINITY);
}
