import { UnreadableEvent } from '../../ports/errors.ts';
import type { EventDocument, EventView, EventViewReader } from '../../ports/event-view.ts';
import type { MessageStore, UserId } from '../../ports/message-store.ts';
import type { UserDocument, UserView, UserViewReader } from '../../ports/user-view.ts';
import type { ViewBuilds } from '../../ports/view-builds.ts';
import type { Fold } from '../folding/fold.ts';

/** What the log says that a view must have of a user: at least this version. */
export interface Expectation {
  readonly userId: UserId;
  readonly version: number;
  /** The document that shows it; null when the log cannot tell which. */
  readonly documentId: string | null;
}

/** A document of either view. */
export interface VersionedDocument {
  readonly id: string;
  readonly version: number;
}

/** A view with all that it takes to make it anew. */
export interface RebuildableView<Document extends VersionedDocument, Reader = unknown> {
  readonly name: 'users' | 'events';
  readonly builds: ViewBuilds<Document, Reader>;
  readonly fold: Fold<Document>;
  userOf(document: Document): UserId;
  /** What the log has of these users now. */
  expect(userIds: readonly UserId[]): Promise<readonly Expectation[]>;
  /** How many documents a user of this version has. */
  countOf(version: number): number;
  /** What the current build has of a user, in pages. */
  present(userId: UserId): AsyncIterable<readonly Document[]>;
}

type Heads = Pick<MessageStore, 'heads'>;

export function createRebuildableUsers(deps: {
  readonly store: Heads;
  readonly view: Pick<UserView, 'get'>;
  readonly builds: ViewBuilds<UserDocument, UserViewReader>;
  readonly fold: Fold<UserDocument>;
}): RebuildableView<UserDocument, UserViewReader> {
  const { store, view, builds, fold } = deps;
  return {
    name: 'users',
    builds,
    fold,
    userOf: ({ id }) => id,
    expect: async (userIds) =>
      (await versionsOf(store, userIds)).map((one) => ({ ...one, documentId: one.userId })),
    countOf: () => 1,
    async *present(userId) {
      const [document] = await view.get([userId]);
      if (document) yield [document];
    },
  };
}

const pageSize = 500;

export function createRebuildableEvents(deps: {
  readonly store: Heads & Pick<MessageStore, 'readSpans'>;
  readonly view: Pick<EventView, 'search' | 'refresh'>;
  readonly builds: ViewBuilds<EventDocument, EventViewReader>;
  readonly fold: Fold<EventDocument>;
}): RebuildableView<EventDocument, EventViewReader> {
  const { store, view, builds, fold } = deps;
  return {
    name: 'events',
    builds,
    fold,
    userOf: ({ userId }) => userId,
    async expect(userIds) {
      const versions = await versionsOf(store, userIds);
      // The last event stands for those before it: nothing overtakes within a user.
      const last = await store.readSpans(
        versions.map(({ userId, version }) => ({ userId, first: version, last: version })),
      );
      return versions.map((one, index) => ({ ...one, documentId: idOf(last[index]) }));
    },
    countOf: (version) => version,
    async *present(userId) {
      await view.refresh();
      let cursor: readonly (string | number)[] | null = null;
      for (let more = true; more; ) {
        const page = await view.search({ userId }, { direction: 'forward', count: pageSize, cursor });
        yield page.items.map(({ item }) => item);
        cursor = page.items.at(-1)?.cursor ?? null;
        more = page.hasNextPage;
      }
    },
  };
}

function idOf(part: Awaited<ReturnType<MessageStore['readSpans']>>[number] | undefined): string | null {
  if (part === undefined || part instanceof UnreadableEvent) return null;
  return part.events[0]?.eventId ?? null;
}

async function versionsOf(
  store: Heads,
  userIds: readonly UserId[],
): Promise<readonly { readonly userId: UserId; readonly version: number }[]> {
  const heads = await store.heads(userIds);
  return userIds.flatMap((userId, index) => {
    const version = heads[index]?.version ?? 0;
    return version === 0 ? [] : [{ userId, version }];
  });
}
