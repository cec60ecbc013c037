import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecrets } from '../../../src/adapters/crypto/secrets.ts';
import { type LoadUser, makeLoadUser, makeLoadUserAsOf } from '../../../src/application/load-user.ts';
import { sealSnapshot } from '../../../src/application/user-snapshot.ts';
import { evolve, type User, unknownUser, userStateSchema } from '../../../src/domain/user/user.ts';
import type { UserEvent } from '../../../src/domain/user/user-events.ts';
import type { MessageStore, StreamHead } from '../../../src/ports/message-store.ts';
import { anyUserEvent } from '../../support/controls/any-user-event.ts';
import { appendRequest, someBytes } from '../../support/controls/append-request.ts';
import { newEvent } from '../../support/controls/new-event.ts';
import { sealedAppend } from '../../support/controls/sealed-append.ts';
import {
  displayNameChanged,
  loginFailed,
  loginSucceeded,
  someTime,
  userRegistered,
} from '../../support/controls/user-events.ts';
import { openEmbedded } from '../../support/embedded.ts';

const history = [
  userRegistered(),
  loginSucceeded(someTime + 10),
  loginFailed(someTime + 20),
  displayNameChanged('Ada King', someTime + 30),
  loginSucceeded(someTime + 40),
];

let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let store: MessageStore;

beforeEach(async () => {
  embedded = await openEmbedded();
  store = embedded.stores.messageStore;
});

afterEach(() => embedded.close());

function folded(events: readonly UserEvent[]): User {
  return events.reduce<User>(evolve, unknownUser);
}

/** Loads from the store as it is, but for what is changed. */
function loading(changes: Partial<MessageStore> = {}): LoadUser {
  return makeLoadUser({ store: { ...store, ...changes }, userKeys: embedded.secrets.userKeys });
}

/** Loads as if the head of the stream were this one. */
function loadingWith(change: (head: StreamHead) => Partial<StreamHead>): LoadUser {
  return loading({
    async head(userId) {
      const head = await store.head(userId);
      return { ...head, ...change(head) };
    },
  });
}

async function appended(events: readonly UserEvent[] = history): Promise<string> {
  const request = sealedAppend(embedded.secrets.userKeys, events);
  await store.append(request);
  return request.userId;
}

/** A stream from before anything was sealed: in the clear, and without a key. */
async function appendedInTheClear(): Promise<string> {
  const request = appendRequest({
    events: history.slice(0, 3).map(({ type, at, data }) => newEvent({ type, at, data, schema: 1 })),
  });
  await store.append(request);
  return request.userId;
}

describe('a loaded user', () => {
  it('is what the events made of it, with the cipher that they are sealed with', async () => {
    const userId = await appended();
    const { cipher, ...loaded } = await loading()(userId);
    expect(loaded).toEqual({ user: folded(history), version: 5 });
    const snapshot = (await store.head(userId)).snapshot;
    if (cipher === null || cipher === 'destroyed') throw new Error('There is a key.');
    expect(cipher.open(snapshot?.sealed ?? someBytes(), `snapshot/${userId}/5/${userStateSchema}`)).toContain(
      'Ada King',
    );
  });

  it('is read in one step when the snapshot is of the last event', async () => {
    const userId = await appended();
    const read = () => expect.unreachable('the stream is read');
    expect(await loading({ read })(userId)).toMatchObject({ user: folded(history), version: 5 });
  });

  it('is unknown when nothing is recorded', async () => {
    expect(await loading()('0b7c7c1e-5a3e-4c52-9a43-1f0f6f1f6a01')).toEqual({
      user: unknownUser,
      version: 0,
      cipher: null,
    });
  });

  it('is the same from a snapshot of any event as from the first event on', async () => {
    const { userKeys } = embedded.secrets;
    await fc.assert(
      fc.asyncProperty(fc.array(anyUserEvent, { maxLength: 8 }), fc.nat(), async (events, cut) => {
        const all = [userRegistered(), ...events];
        const version = (cut % all.length) + 1;
        const userId = await appended(all);
        const load = loadingWith(({ userKey }) => {
          const cipher = userKeys.open(userKey ?? someBytes());
          const place = { userId, version, cipher };
          return { snapshot: { ...sealSnapshot(folded(all.slice(0, version)), place), version } };
        });
        expect(await load(userId)).toMatchObject({ user: folded(all), version: all.length });
      }),
      { numRuns: 30 },
    );
  });
});

describe('a stream that was begun in the clear', () => {
  it('is read without a key, and has none to seal with', async () => {
    const userId = await appendedInTheClear();
    expect(await loading()(userId)).toEqual({ user: folded(history.slice(0, 3)), version: 3, cipher: null });
  });

  it('goes on sealed', async () => {
    const userId = await appendedInTheClear();
    // The whole history once more, to have its end sealed for the right versions.
    const sealed = sealedAppend(embedded.secrets.userKeys, history, userId);
    await store.append({ ...sealed, expectedVersion: 3, events: sealed.events.slice(3) });

    const stored = await Array.fromAsync(store.read(userId, 0));
    expect(stored.map(({ schema, sealed: bytes }) => [schema, bytes !== null])).toEqual([
      [1, false],
      [1, false],
      [1, false],
      [1, true],
      [2, true],
    ]);
    const withoutSnapshot = loadingWith(() => ({ snapshot: null }));
    expect(await withoutSnapshot(userId)).toMatchObject({ user: folded(history), version: 5 });
    expect(await loading()(userId)).toMatchObject({ user: folded(history), version: 5 });
  });

  it('is read no further than to where it had no key, when it is given one meanwhile', async () => {
    const userId = await appendedInTheClear();
    const sealed = sealedAppend(embedded.secrets.userKeys, history, userId);
    const load = loading({
      async head() {
        const head = await store.head(userId);
        await store.append({ ...sealed, expectedVersion: 3, events: sealed.events.slice(3) });
        return head;
      },
    });
    expect(await load(userId)).toEqual({ user: folded(history.slice(0, 3)), version: 3, cipher: null });
  });
});

describe('a snapshot that is not as it should be', () => {
  it.each<[string, (head: StreamHead) => Partial<StreamHead>]>([
    ['of another schema', ({ snapshot }) => ({ snapshot: snapshot && { ...snapshot, schema: 2 } })],
    ['of another version', ({ snapshot }) => ({ snapshot: snapshot && { ...snapshot, version: 4 } })],
    [
      'of a later event than the last',
      ({ snapshot }) => ({ snapshot: snapshot && { ...snapshot, version: 6 } }),
    ],
    ['that was changed', ({ snapshot }) => ({ snapshot: snapshot && { ...snapshot, sealed: someBytes() } })],
    ['that is missing', () => ({ snapshot: null })],
  ])('is made anew from the events: one %s', async (_name, change) => {
    const userId = await appended();
    expect(await loadingWith(change)(userId)).toMatchObject({ user: folded(history), version: 5 });
  });
});

describe('a stream that cannot be read', () => {
  const withoutSnapshot = { snapshot: null };

  it.each([1, 3, 5])('is refused, naming the user and the missing event %i', async (missing) => {
    const userId = await appended();
    const load = loading({
      head: async () => ({ ...(await store.head(userId)), ...withoutSnapshot }),
      async *read(id, after) {
        for await (const event of store.read(id, after)) if (event.version !== missing) yield event;
      },
    });
    await expect(load(userId)).rejects.toMatchObject({
      name: 'UnreadableEvent',
      message: `Event ${missing} of user ${userId} is missing.`,
    });
  });

  it('is refused, naming the user, when the key does not open', async () => {
    const userId = await appended();
    const { userKeys } = createSecrets(Buffer.alloc(32, 9));
    await expect(makeLoadUser({ store, userKeys })(userId)).rejects.toMatchObject({
      name: 'UnreadableEvent',
      message: `The key of user ${userId} cannot be opened with the master key.`,
    });
  });

  it('is refused, naming the user and the event, when the key is gone', async () => {
    const userId = await appended();
    await expect(loadingWith(() => ({ userKey: null }))(userId)).rejects.toMatchObject({
      name: 'UnreadableEvent',
      message: `Event 1 (UserRegistered) of user ${userId} is sealed with a key that is not there.`,
    });
  });
});

describe('a user as of an instant', () => {
  it('is what the events up to it made, inclusive', async () => {
    const userId = await appended();
    const asOf = makeLoadUserAsOf({ store, userKeys: embedded.secrets.userKeys });
    expect(await asOf(userId, someTime - 1)).toEqual({ user: unknownUser, version: 0 });
    expect(await asOf(userId, someTime + 30)).toEqual({ user: folded(history.slice(0, 4)), version: 4 });
    expect(await asOf(userId, someTime + 39)).toEqual({ user: folded(history.slice(0, 4)), version: 4 });
    expect(await asOf(userId, someTime + 1_000)).toEqual({ user: folded(history), version: 5 });
  });

  it('is read from a stream that was begun in the clear', async () => {
    const userId = await appendedInTheClear();
    const asOf = makeLoadUserAsOf({ store, userKeys: embedded.secrets.userKeys });
    expect(await asOf(userId, someTime + 15)).toEqual({ user: folded(history.slice(0, 2)), version: 2 });
  });
});
