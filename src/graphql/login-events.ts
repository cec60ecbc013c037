import type { LoginNotice } from '../application/login-notice.ts';
import { visibleUser } from '../application/viewer.ts';
import type { EventDocument, EventFilter } from '../ports/event-view.ts';
import type { FeedVector } from '../ports/feeds.ts';
import { isOffset } from '../ports/position.ts';
import { builder } from './builder.ts';
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
      const userId = visibleUser(viewer, asked.userId);
      return app.loginFeed.subscribe(parseVector(after), matcher({ ...asked, ...(userId && { userId }) }));
    },
    resolve: (notice) => notice,
  }),
);

function parseVector(after: string | null | undefined): FeedVector | null {
  if (after === null || after === undefined) return null;
  const vector = parseJson(after);
  if (!Array.isArray(vector) || !vector.every((part) => typeof part === 'string' && isOffset(part))) {
    throw badUserInput('after is the cursor of an earlier event of this subscription, passed back as it is.');
  }
  return vector;
}

function matcher({ userId, login: outcome, time }: EventFilter): (document: EventDocument) => boolean {
  return (document) =>
    (userId === undefined || document.userId === userId) &&
    (outcome === 'ANY' || document.login?.outcome === outcome) &&
    document.at >= (time?.from ?? Number.NEGATIVE_INFINITY) &&
    document.at < (time?.to ?? Number.POSITIVE_INFINITY);
}
