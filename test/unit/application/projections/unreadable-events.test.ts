import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { runProjection } from '../../../../src/application/projections/run-projection.ts';
import { encodeUserEvent } from '../../../../src/application/user-event-codec.ts';
import type { MessageStore, UserId } from '../../../../src/ports/message-store.ts';
import { compose, delay, type Runtime } from '../../../../src/roles/compose.ts';
import { parseConfig } from '../../../../src/roles/config.ts';
import { someBytes } from '../../../support/controls/append-request.ts';
import { newMetadata } from '../../../support/controls/new-event.ts';
import { newCommand, someRegistration } from '../../../support/controls/requests.ts';
import { displayNameChanged } from '../../../support/controls/user-events.ts';
import { openEmbedded } from '../../../support/embedded.ts';
import { waitFor } from '../../../support/wait-for.ts';

const settled = { timeout: 10_000, interval: 20 };
/** What only the newer build knows, in the place of the type that it stands for here. */
const [newType, type] = ['DisplayNameRevised', 'DisplayNameChanged'] as const;

let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let [ada, bob]: readonly UserId[] = [];

beforeEach(async () => {
  embedded = await openEmbedded({ PARTITIONS: '1' });
  [ada, bob] = await Promise.all(
    ['ada@example.com', 'bob@example.com'].map(async (email) => {
      const { user } = await embedded.app.registerUser({ ...someRegistration, email }, newCommand());
      return user.id;
    }),
  );
});

afterEach(() => embedded.close());

/** Appends what a newer build does: an event of a type, and a snapshot of a shape, that this one does not know. */
async function revised(userId: UserId, expectedVersion: number): Promise<void> {
  const { messageStore: store } = embedded.stores;
  const { userKey } = await store.head(userId);
  if (userKey === null) throw new Error('Everybody has a key.');
  const event = encodeUserEvent(displayNameChanged('Ada King'), {
    userId,
    version: expectedVersion + 1,
    eventId: randomUUID(),
    metadata: newMetadata(),
    cipher: embedded.secrets.userKeys.open(userKey),
  });
  const snapshot = { schema: 1_000, sealed: someBytes() };
  await store.append({ userId, expectedVersion, events: [{ ...event, type: newType }], snapshot });
}

/** Runs all projections until they are stopped; at the end of the test at the latest. */
function project(runtime: Pick<Runtime, 'feeds' | 'projections'>): () => Promise<unknown> {
  const stopping = new AbortController();
  const deps = { feeds: runtime.feeds, owner: randomUUID(), log: embedded.log, clock: Date.now, delay };
  const running = Promise.all(
    runtime.projections.map((projection) => runProjection(deps, projection, stopping.signal)),
  );
  const stop = () => {
    stopping.abort();
    return running;
  };
  onTestFinished(async () => void (await stop()));
  return stop;
}

/** This build, with the new type among those that it knows. */
function newerBuild(): Runtime {
  const { stores, secrets, log } = embedded;
  const readSpans: MessageStore['readSpans'] = async (spans) => {
    const parts = await stores.messageStore.readSpans(spans);
    return parts.map((part) =>
      part instanceof Error
        ? part
        : {
            ...part,
            events: part.events.map((event) => (event.type === newType ? { ...event, type } : event)),
          },
    );
  };
  const newer = { ...stores, messageStore: { ...stores.messageStore, readSpans } };
  return compose(parseConfig({ PARTITIONS: '1' }), newer, { secrets, log });
}

async function everythingIsAcknowledged(): Promise<void> {
  const { feeds } = embedded;
  await waitFor(async () => {
    for (const group of ['users', 'events']) expect(await feeds.applied(group)).toEqual(await feeds.heads());
  }, settled);
}

async function parked() {
  const lists = await Promise.all(['users', 'events'].map((group) => embedded.feeds.parked(group, 0)));
  return lists.map((list) => list.map(({ userId, version, error }) => ({ userId, version, error })));
}

async function shown() {
  const { userView, eventView } = embedded.stores;
  const users = await userView.get([ada, bob].map((id) => id ?? ''));
  const page = await eventView.search({}, { direction: 'forward', count: 10, cursor: null });
  return {
    names: users.map((user) => user && [user.displayName, user.version]),
    events: page.items.map(({ item }) => `${item.userId} ${item.version}`).toSorted(),
  };
}

it('sets aside in both views who has an event of a newer build, and shows it once that build runs', async () => {
  if (ada === undefined || bob === undefined) throw new Error('They are registered.');
  const stop = project(embedded);
  await everythingIsAcknowledged();
  await revised(ada, 1);
  await revised(ada, 2);
  await everythingIsAcknowledged();
  const error = `Event 2 (${newType}) of user ${ada} is of an unknown type.`;
  const entry = { userId: ada, version: 3, error };
  expect(await parked()).toEqual([[entry], [entry]]);
  expect(await shown()).toEqual({
    names: [
      ['Ada', 1],
      ['Ada', 1],
    ],
    events: [`${ada} 1`, `${bob} 1`].toSorted(),
  });

  await stop();
  project(newerBuild());
  await waitFor(async () => expect(await parked()).toEqual([[], []]), settled);
  expect(await shown()).toEqual({
    names: [
      ['Ada King', 3],
      ['Ada', 1],
    ],
    events: [`${ada} 1`, `${ada} 2`, `${ada} 3`, `${bob} 1`].toSorted(),
  });
});
