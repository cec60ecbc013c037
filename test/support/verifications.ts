import { randomBytes, randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { makeFoldEvents } from '../../src/application/folding/fold-events.ts';
import { makeFoldUsers } from '../../src/application/folding/fold-users.ts';
import { createEventsProjection } from '../../src/application/projections/events-projection.ts';
import { runProjection } from '../../src/application/projections/run-projection.ts';
import { createUsersProjection } from '../../src/application/projections/users-projection.ts';
import { encodeUserEvent } from '../../src/application/user-event-codec.ts';
import { createVerifiedEvents } from '../../src/application/verify/verified-events.ts';
import { createVerifiedUsers } from '../../src/application/verify/verified-users.ts';
import type { UserEvent } from '../../src/domain/user/user-events.ts';
import type { NewEvent, UserId } from '../../src/ports/message-store.ts';
import { compareOffsets } from '../../src/ports/position.ts';
import type { Stores } from '../../src/roles/stores.ts';
import { someBytes } from './controls/append-request.ts';
import { newEvent, newMetadata } from './controls/new-event.ts';
import { newUserId } from './controls/new-user-id.ts';
import { sealedAppend } from './controls/sealed-append.ts';
import { loginSucceeded, userRegistered } from './controls/user-events.ts';
import { hurried } from './hurried.ts';
import { createTestLog } from './test-log.ts';
import { waitFor } from './wait-for.ts';

type VerifiableStores = Pick<
  Stores,
  'messageStore' | 'feeds' | 'userView' | 'eventView' | 'userBuilds' | 'eventBuilds'
>;

/** A log and both views, which are kept up to date while `project` runs. */
export function createVerifiable(stores: VerifiableStores) {
  const { messageStore: store, feeds, userView, eventView, userBuilds, eventBuilds } = stores;
  const { userKeys } = createSecrets(randomBytes(32));
  const foldUsers = makeFoldUsers({ store, userKeys });
  const projections = [
    createUsersProjection({ view: userView, builds: userBuilds, fold: foldUsers }),
    createEventsProjection({ view: eventView, builds: eventBuilds, store, userKeys }),
  ];

  /** Appends the first events of a user. */
  async function registered(history: readonly UserEvent[] = [userRegistered()], userId = newUserId()) {
    await store.append(sealedAppend(userKeys, history, userId));
    return userId;
  }

  /** Appends one more event, as a command does, but for the snapshot, which is of no use. */
  async function appended(userId: UserId, event: UserEvent = loginSucceeded()): Promise<void> {
    await appendedAll(userId, [event]);
  }

  /** Appends events of one command. */
  async function appendedAll(userId: UserId, events: readonly UserEvent[]): Promise<void> {
    const { version: expectedVersion, userKey } = await store.head(userId);
    if (userKey === null) throw new Error('Nobody of this id is registered.');
    const [cipher, metadata] = [userKeys.open(userKey), newMetadata()];
    const encoded = events.map((event, index) =>
      encodeUserEvent(event, {
        userId,
        version: expectedVersion + 1 + index,
        eventId: randomUUID(),
        metadata,
        cipher,
      }),
    );
    const snapshot = { schema: 1_000, sealed: someBytes() };
    await store.append({ userId, expectedVersion, events: encoded, snapshot });
  }

  /** Erases a user, as the command does. */
  async function erased(userId: UserId): Promise<void> {
    const { version } = await store.head(userId);
    const events = [newEvent({ type: 'UserErased', data: {} })];
    const snapshot = { schema: 1_000, sealed: someBytes() };
    await store.append({ userId, expectedVersion: version, events, snapshot, destroysKey: true });
  }

  /** Appends an event of a type that nobody knows. */
  function appendedUnreadable(userId: UserId): Promise<void> {
    return appendedAsIs(userId, newEvent({ type: 'Unheard' }));
  }

  async function appendedAsIs(userId: UserId, event: NewEvent): Promise<void> {
    const { version } = await store.head(userId);
    const snapshot = { schema: 1_000, sealed: someBytes() };
    await store.append({ userId, expectedVersion: version, events: [event], snapshot });
  }

  /** Runs both projections until they are stopped; at the end of the test at the latest. */
  function project(): () => Promise<unknown> {
    const stopping = new AbortController();
    const deps = { feeds, owner: randomUUID(), log: createTestLog(), clock: Date.now, delay: hurried };
    const running = Promise.all(projections.map((one) => runProjection(deps, one, stopping.signal)));
    const stop = () => {
      stopping.abort();
      return running;
    };
    onTestFinished(async () => void (await stop()));
    return stop;
  }

  /** Waits until both views have applied everything. */
  async function caughtUp(): Promise<void> {
    const heads = await feeds.heads();
    await waitFor(async () => {
      const applied = await Promise.all(projections.map(({ name }) => feeds.applied(name)));
      const isBehind = applied.some((vector) =>
        heads.some((head, partition) => compareOffsets(vector[partition] ?? '0-0', head) < 0),
      );
      if (isBehind) throw new Error('A view is behind.');
    });
    await Promise.all([userView.refresh(), eventView.refresh()]);
  }

  /** Lets both views apply everything, and then nothing any more. */
  async function projected(): Promise<void> {
    const stop = project();
    await caughtUp();
    await stop();
  }

  return {
    ...stores,
    store,
    projections,
    userKeys,
    users: createVerifiedUsers({ view: userView, fold: foldUsers, store }),
    events: createVerifiedEvents({ view: eventView, fold: makeFoldEvents({ store, userKeys }), store }),
    registered,
    appended,
    appendedAll,
    erased,
    appendedUnreadable,
    project,
    projected,
    caughtUp,
  };
}

export type Verifiable = ReturnType<typeof createVerifiable>;
