import { randomBytes, randomUUID } from 'node:crypto';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { makeFoldEvents } from '../../src/application/folding/fold-events.ts';
import { makeFoldUsers } from '../../src/application/folding/fold-users.ts';
import { createPartitionLeases } from '../../src/application/partition-leases.ts';
import { makePatience } from '../../src/application/rebuild/patience.ts';
import type { Progress } from '../../src/application/rebuild/rebuild-run.ts';
import {
  type RebuildOutcome,
  type RebuildRequest,
  rebuildView,
} from '../../src/application/rebuild/rebuild-view.ts';
import {
  createRebuildableEvents,
  createRebuildableUsers,
  type RebuildableView,
  type VersionedDocument,
} from '../../src/application/rebuild/rebuildable-view.ts';
import { encodeUserEvent } from '../../src/application/user-event-codec.ts';
import type { UserEvent } from '../../src/domain/user/user-events.ts';
import type { UserId } from '../../src/ports/message-store.ts';
import { newMetadata } from './controls/new-event.ts';
import { newUserId } from './controls/new-user-id.ts';
import { sealedAppend } from './controls/sealed-append.ts';
import { loginSucceeded, userRegistered } from './controls/user-events.ts';
import { openEmbeddedStores } from './embedded-stores.ts';
import { hurried } from './hurried.ts';

/** Both views on a SQLite in memory, empty, with a log to make them anew from. */
export async function openRebuildable(partitions = 4) {
  const stores = await openEmbeddedStores(partitions);
  await stores.userView.prepare();
  await stores.eventView.prepare();
  const { messageStore: store, userView, eventView, userBuilds, eventBuilds, feeds } = stores;
  const { userKeys } = createSecrets(randomBytes(32));
  const users = createRebuildableUsers({
    store,
    view: userView,
    builds: userBuilds,
    fold: makeFoldUsers({ store, userKeys }),
  });
  const events = createRebuildableEvents({
    store,
    view: eventView,
    builds: eventBuilds,
    fold: makeFoldEvents({ store, userKeys }),
  });

  /** Appends the first events of a user. */
  async function registered(history: readonly UserEvent[] = [userRegistered()], userId = newUserId()) {
    await store.append(sealedAppend(userKeys, history, userId));
    return userId;
  }

  /** Appends one more event. The snapshot stays behind. */
  async function appended(userId: UserId, event: UserEvent = loginSucceeded()): Promise<void> {
    const { version, userKey, snapshot } = await store.head(userId);
    if (userKey === null || snapshot === null) throw new Error('Nobody of this id is registered.');
    const place = { userId, version: version + 1, eventId: randomUUID(), metadata: newMetadata() };
    const cipher = userKeys.open(userKey);
    await store.append({
      userId,
      expectedVersion: version,
      events: [encodeUserEvent(event, { ...place, cipher })],
      snapshot: { schema: snapshot.schema, sealed: snapshot.sealed },
    });
  }

  /** Appends an event of a type that nobody knows. */
  async function appendedUnreadable(userId: UserId): Promise<void> {
    const { version, snapshot } = await store.head(userId);
    if (snapshot === null) throw new Error('Nobody of this id is registered.');
    const event = {
      eventId: randomUUID(),
      type: 'Unheard',
      schema: 1,
      at: Date.now(),
      data: {},
      sealed: null,
    };
    await store.append({
      userId,
      expectedVersion: version,
      events: [{ ...event, metadata: newMetadata() }],
      snapshot: { schema: 0, sealed: snapshot.sealed },
    });
  }

  return { ...stores, store, feeds, users, events, registered, appended, appendedUnreadable };
}

export type Rebuildable = Awaited<ReturnType<typeof openRebuildable>>;

/** What a run told. */
export interface Told {
  readonly progress: Progress[];
  readonly lines: string[];
}

/** One run, as a process of its own would make it. */
export function rebuilt<Document extends VersionedDocument>(
  { store, feeds }: Pick<Rebuildable, 'store' | 'feeds'>,
  view: RebuildableView<Document>,
  overrides: Partial<RebuildRequest<Document>> = {},
  told: Told = { progress: [], lines: [] },
): Promise<RebuildOutcome> {
  return rebuildView({
    store,
    view,
    asOf: undefined,
    skipUnreadable: false,
    begin: () => view.builds.begin(),
    isPublished: async () => (await view.builds.pending()) === null,
    leases: createPartitionLeases({
      group: `rebuild-${view.name}`,
      feeds,
      owner: randomUUID(),
      delay: hurried,
      clock: () => performance.now(),
      onWait: () => undefined,
      patience: 0,
    }),
    checkpoint: () => undefined,
    patiently: makePatience({
      delay: hurried,
      checkpoint: () => undefined,
      onAway: ({ service }) => told.lines.push(`The ${service} are away.`),
      onBack: () => told.lines.push('They are back.'),
    }),
    onBegin: ({ finished }) => told.lines.push(`Begins with ${finished.length} partitions done.`),
    onProgress: (progress) => told.progress.push(progress),
    onLeaseLost: () => told.lines.push('The lease was lost.'),
    ...overrides,
  });
}

/** Everything that a view's fold makes of the log now, or as of an instant, by the documents' ids. */
export async function foldOfLog<Document extends VersionedDocument>(
  { store }: Pick<Rebuildable, 'store'>,
  { fold }: Pick<RebuildableView<Document>, 'fold'>,
  asOf?: number,
): Promise<ReadonlyMap<string, Document>> {
  const documents = new Map<string, Document>();
  for (let partition = 0; partition < store.partitions; partition += 1) {
    for (const userId of await Array.fromAsync(store.users(partition))) {
      for await (const folded of fold([userId], asOf)) {
        for (const document of folded.documents) documents.set(document.id, document);
      }
    }
  }
  return documents;
}

/** Every document of a view, by id. */
export async function allOf<Document extends { readonly id: string }>(view: {
  scan(): AsyncIterable<readonly Document[]>;
}): Promise<ReadonlyMap<string, Document>> {
  const pages = await Array.fromAsync(view.scan());
  return new Map(pages.flat().map((document) => [document.id, document]));
}
