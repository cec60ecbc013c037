import { expect, test } from 'vitest';
import type { AppendRequest, MessageStore, StreamSpan } from '../../src/ports/message-store.ts';
import { appendRequest, someBytes } from '../support/controls/append-request.ts';
import { newEvents } from '../support/controls/new-event.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { applyAllOf } from '../support/groups.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';
import { asStored } from '../support/streams.ts';

/** Reading of many users at once. */
export function readingMany(open: OpenWriteSide): void {
  test('nothing of nobody', async () => {
    const { store } = await preparedWriteSide(open);

    expect(await store.heads([])).toEqual([]);
    expect(await store.readSpans([])).toEqual([]);
  });

  test('the heads of users in their order, some of them unknown and some asked for twice', async () => {
    const { store } = await preparedWriteSide(open);
    const requests = await appendedTo(store, 7, (index) => ({ events: newEvents(index + 1) }));
    const ids = requests.map(({ userId }) => userId);
    const asked = [...ids, newUserId(0), ...ids.toReversed(), newUserId(3)];

    const heads = await store.heads(asked);

    expect(heads).toEqual(await Promise.all(asked.map((userId) => store.head(userId))));
    expect(heads.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 0, 7, 6, 5, 4, 3, 2, 1, 0]);
  });

  test('spans in their order, several of one user among them, each with the user’s key', async () => {
    const { store } = await preparedWriteSide(open);
    const [one = appendRequest(), two = appendRequest()] = await appendedTo(store, 2, () => ({
      events: newEvents(6),
    }));
    const keyless = appendRequest({ events: newEvents(2) });
    await store.append(keyless);
    const [a, b, c] = [one.userId, two.userId, keyless.userId];

    const parts = await store.readSpans([
      { userId: a, first: 2, last: 4 },
      { userId: b, first: 1, last: 6 },
      { userId: a, first: 6, last: 6 },
      { userId: a, first: 2, last: 4 },
      { userId: c, first: 1, last: 2 },
    ]);

    expect(parts).toEqual([
      { events: asStored(one).slice(1, 4), userKey: one.userKey },
      { events: asStored(two), userKey: two.userKey },
      { events: asStored(one).slice(5), userKey: one.userKey },
      { events: asStored(one).slice(1, 4), userKey: one.userKey },
      { events: asStored(keyless), userKey: null },
    ]);
  });

  test('nothing where a span has nothing, and no more than there is', async () => {
    const { store } = await preparedWriteSide(open);
    const [one = appendRequest()] = await appendedTo(store, 1, () => ({ events: newEvents(3) }));
    const { userId, userKey } = one;

    const parts = await store.readSpans([
      { userId, first: 2, last: 9 },
      { userId, first: 4, last: 9 },
      { userId, first: 3, last: 2 },
      { userId, first: 2, last: 2_000 },
      { userId: newUserId(), first: 1, last: 5 },
    ]);

    expect(parts).toEqual([
      { events: asStored(one).slice(1), userKey },
      { events: [], userKey },
      { events: [], userKey },
      { events: asStored(one).slice(1), userKey },
      { events: [], userKey: null },
    ]);
  });

  test('heads and spans of more users than one step reads', async () => {
    const { store } = await preparedWriteSide(open);
    const requests = await appendedTo(store, 1_100);

    const heads = await store.heads(requests.map(({ userId }) => userId));
    const parts = await store.readSpans(requests.map(({ userId }) => ({ userId, first: 1, last: 1 })));

    expect(heads).toEqual(
      requests.map(({ snapshot, userKey }) => ({
        version: 1,
        snapshot: { version: 1, ...snapshot },
        userKey,
      })),
    );
    expect(parts).toEqual(
      requests.map((request) => ({ events: asStored(request), userKey: request.userKey })),
    );
  });

  test('spans of more events than one step reads', async () => {
    const { store } = await preparedWriteSide(open);
    const userId = newUserId(0);
    const other = appendRequest({ userId: newUserId(0), events: newEvents(200) });
    const requests = [0, 1, 2, 3, 4, 5].map((index) =>
      appendRequest({ userId, expectedVersion: index * 200, events: newEvents(200) }),
    );
    for (const request of [...requests, other]) await store.append(request);
    const events = requests.flatMap(asStored);
    const spans: readonly StreamSpan[] = [
      { userId, first: 1, last: 1_200 },
      { userId: other.userId, first: 1, last: 200 },
      { userId, first: 100, last: 599 },
      { userId, first: 301, last: 1_000 },
      { userId: other.userId, first: 200, last: 200 },
    ];

    expect(await store.readSpans(spans)).toEqual([
      { events, userKey: null },
      { events: asStored(other), userKey: null },
      { events: events.slice(99, 599), userKey: null },
      { events: events.slice(300, 1_000), userKey: null },
      { events: asStored(other).slice(199), userKey: null },
    ]);
  });

  test('what a truncated stream still has of a span', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    const request = appendRequest({ userId: newUserId(0), events: newEvents(6) });
    await store.append(request);
    await applyAllOf(feeds, 0);
    await store.truncate(request.userId, 4);
    const spanOf = (first: number, last: number) => ({ userId: request.userId, first, last });

    const parts = await store.readSpans([spanOf(1, 6), spanOf(1, 2), spanOf(3, 4), spanOf(1, 2_000)]);

    const events = asStored(request).slice(3);
    expect(parts).toEqual(
      [events, [], events.slice(0, 1), events].map((left) => ({ events: left, userKey: null })),
    );
  });
}

/** So many new users, each with one append and a key. */
async function appendedTo(
  store: MessageStore,
  count: number,
  overrides: (index: number) => Partial<AppendRequest> = () => ({}),
): Promise<readonly AppendRequest[]> {
  const requests = Array.from({ length: count }, (_, index) =>
    appendRequest({ userKey: someBytes(`key ${index}`), ...overrides(index) }),
  );
  for (let start = 0; start < count; start += 50) {
    await Promise.all(requests.slice(start, start + 50).map((request) => store.append(request)));
  }
  return requests;
}
