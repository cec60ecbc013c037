import type { EventDocument, EventView, EventViewReader } from '../../src/ports/event-view.ts';
import type { PageRequest } from '../../src/ports/page.ts';
import type { UserDocument, UserView, UserViewReader } from '../../src/ports/user-view.ts';
import type { ViewBuilds } from '../../src/ports/view-builds.ts';
import { eventDocument } from '../support/controls/event-document.ts';
import { userDocument } from '../support/controls/user-document.ts';
import type { BuiltViews } from '../support/open-view.ts';

/** One of the two views, as far as its builds are concerned. */
export interface ViewKind<Document, Reader, View extends Reader> {
  readonly name: 'users' | 'events';
  viewOf(views: BuiltViews): View;
  buildsOf(views: BuiltViews): ViewBuilds<Document, Reader>;
  /** A document that nobody else has made. */
  create(): Document;
  /** The document after one more event; the same one where documents never change. */
  changed(document: Document): Document;
  /** Every document that a search finds. */
  search(reader: Reader): Promise<readonly Document[]>;
}

const all: PageRequest = { direction: 'forward', count: 1_000, cursor: null };

export const users: ViewKind<UserDocument, UserViewReader, UserView> = {
  name: 'users',
  viewOf: ({ userView }) => userView,
  buildsOf: ({ userBuilds }) => userBuilds,
  create() {
    const id = crypto.randomUUID();
    return userDocument({ id, email: `${id}@example.com`, version: 4 });
  },
  changed: (user) => ({ ...user, version: user.version + 1, loginCount: user.loginCount + 1 }),
  search: async (reader) =>
    (await reader.search({ filter: {}, order: [], page: all })).items.map(({ item }) => item),
};

export const events: ViewKind<EventDocument, EventViewReader, EventView> = {
  name: 'events',
  viewOf: ({ eventView }) => eventView,
  buildsOf: ({ eventBuilds }) => eventBuilds,
  create: () => eventDocument({ id: crypto.randomUUID() }),
  changed: (event) => event,
  search: async (reader) => (await reader.search({}, all)).items.map(({ item }) => item),
};
