import { afterAll, afterEach, beforeAll } from 'vitest';
import type { EventDocument, EventViewReader } from '../../src/ports/event-view.ts';
import type { PageRequest } from '../../src/ports/page.ts';
import type { UserDocument, UserViewReader } from '../../src/ports/user-view.ts';
import type { ViewBuilds } from '../../src/ports/view-builds.ts';
import type { WritableView } from '../../src/ports/writable-view.ts';
import { eventDocument } from '../support/controls/event-document.ts';
import { userDocument } from '../support/controls/user-document.ts';
import type { BuiltViews, OpenBuiltViews } from '../support/open-view.ts';

/** What the documents of both views have. */
export interface Versioned {
  readonly id: string;
  readonly version: number;
}

/** A view as one process has it, with its builds. */
export interface BuiltView<Document, Reader> {
  readonly view: WritableView<Document> & Reader;
  readonly builds: ViewBuilds<Document, Reader>;
}

/** One of the two views, as far as its builds are concerned. */
export interface ViewKind<Document extends Versioned, Reader> {
  readonly name: 'users' | 'events';
  of(views: BuiltViews): BuiltView<Document, Reader>;
  /** A document that nobody else has made. */
  create(): Document;
  /** The document after one more event; the same one where documents never change. */
  changed(document: Document): Document;
  /** The document as it is made of the same events once its user is erased. */
  erased(document: Document): Document;
  /** Every document that a search finds, in the order of the ids. */
  search(reader: Reader): Promise<readonly Document[]>;
}

const all: PageRequest = { direction: 'forward', count: 1_000, cursor: null };

export const userKind: ViewKind<UserDocument, UserViewReader> = {
  name: 'users',
  of: ({ userView: view, userBuilds: builds }) => ({ view, builds }),
  create() {
    const id = crypto.randomUUID();
    return userDocument({ id, email: `${id}@example.com`, version: 4 });
  },
  changed: (user) => ({ ...user, version: user.version + 1, loginCount: user.loginCount + 1 }),
  erased: (user) => ({
    ...user,
    email: null,
    emailVerified: false,
    displayName: null,
    status: 'ERASED',
    roles: [],
  }),
  search: async (reader) => {
    const { items } = await reader.search({ filter: {}, order: [], page: all });
    return byId(items.map(({ item }) => item));
  },
};

export const eventKind: ViewKind<EventDocument, EventViewReader> = {
  name: 'events',
  of: ({ eventView: view, eventBuilds: builds }) => ({ view, builds }),
  create: () => eventDocument({ id: crypto.randomUUID(), userId: crypto.randomUUID() }),
  changed: (event) => event,
  erased: (event) => ({ ...event, data: { email: null }, isErased: true }),
  search: async (reader) => byId((await reader.search({}, all)).items.map(({ item }) => item)),
};

/** The view in two processes, for the tests around, each of which leaves no builds behind. */
export interface SharedBuilds<Document, Reader> {
  first(): BuiltView<Document, Reader>;
  second(): BuiltView<Document, Reader>;
  /** All four views. */
  views(): BuiltViews;
}

export function openBuilds<Document extends Versioned, Reader>(
  kind: ViewKind<Document, Reader>,
  open: OpenBuiltViews,
): SharedBuilds<Document, Reader> {
  let opened: Awaited<ReturnType<OpenBuiltViews>>;
  beforeAll(async () => {
    opened = await open();
    const { first, second } = opened;
    await Promise.all(
      [first, second].flatMap(({ userView, eventView }) => [userView.prepare(), eventView.prepare()]),
    );
  });
  afterEach(async () => {
    for (const builds of [opened.first.userBuilds, opened.first.eventBuilds]) {
      await builds.abandon();
      for (const { name } of await builds.named()) await builds.dropNamed(name);
    }
  });
  afterAll(() => opened.close());
  return {
    first: () => kind.of(opened.first),
    second: () => kind.of(opened.second),
    views: () => opened.first,
  };
}

/** As many as asked for, none of which anybody else has made. */
export function createMany<Document extends Versioned>(
  kind: Pick<ViewKind<Document, unknown>, 'create'>,
  count: number,
): readonly Document[] {
  return byId(Array.from({ length: count }, () => kind.create()));
}

export function idsOf(documents: readonly Versioned[]): readonly string[] {
  return documents.map(({ id }) => id);
}

function byId<Document extends Versioned>(documents: readonly Document[]): readonly Document[] {
  return documents.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
