import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventDocument, EventView } from '../../src/ports/event-view.ts';
import { eventDocument, generateEventDocuments } from '../support/controls/event-document.ts';
import type { OpenEventView } from '../support/open-view.ts';
import { searchingEvents } from './event-view-searches.ts';
import { countingLogins } from './event-view-statistics.ts';
import { eventKind } from './view-builds-kinds.ts';
import { writableViewContract } from './writable-view.ts';

/** The contract of `EventView`. */
export function eventViewContract(name: string, open: OpenEventView): void {
  describe(`${name} as an event view`, () => {
    let opened: Awaited<ReturnType<OpenEventView>>;
    let view: EventView;

    beforeAll(async () => {
      opened = await open();
      view = opened.view;
      // As several processes do that start together.
      await Promise.all([view.prepare(), view.prepare(), view.prepare()]);
    });
    afterAll(() => opened.close());

    test('is prepared again without losing anything', async () => {
      const event = newEvent();
      await view.write([event]);
      await view.prepare();
      expect(await view.get([event.id])).toEqual([event]);
    });

    test('answers a ping', async () => {
      await expect(view.ping()).resolves.toBeUndefined();
    });

    test('gives the data of an event back as it was, at once', async () => {
      const data = {
        nested: { list: [1, 'two', null, { three: [true, []] }], empty: {} },
        text: 'Zoë 王小明 𠮷 👩‍💻 "quoted" \\ \n \u2028 %_',
        numbers: [0, -1, 1.5, 1e21, 9_007_199_254_740_991],
        'a.dotted.key': 1,
        a: 'of another type than a.dotted.key',
        '': 'a key of no characters',
      };
      const event = newEvent({ data });
      await view.write([event]);
      expect(await view.get([event.id])).toEqual([event]);
    });

    test('takes data of a field in any type', async () => {
      const events = [1, 'one', { one: 1 }, [[1]], null, false].map((value) => newEvent({ data: { value } }));
      await view.write(events);
      expect(await view.get(events.map(({ id }) => id))).toEqual(events);
    });

    test('gives the details of a login back as they were', async () => {
      const details = [
        { outcome: 'SUCCEEDED', ipAddress: '2001:db8::1', userAgent: 'x'.repeat(2_000) },
        { outcome: 'FAILED', ipAddress: null, userAgent: null },
      ] as const;
      const events = details.map((login) => newEvent({ login }));
      await view.write(events);
      expect(await view.get(events.map(({ id }) => id))).toEqual(events);
    });

    test('gives documents in the order of the ids, null for an unknown one, and one twice', async () => {
      const [first, second] = [newEvent(), newEvent()];
      await view.write([first, second]);
      const ids = [second.id, newEvent().id, first.id, second.id];
      expect(await view.get(ids)).toEqual([second, null, first, second]);
    });

    test('gets nothing, and writes nothing, of nothing', async () => {
      await view.write([]);
      expect(await view.get([])).toEqual([]);
    });

    test('writes and gets thousands of documents', async () => {
      const events = generateEventDocuments(2_500, 7);
      await view.write(events);
      expect(await view.get(events.map(({ id }) => id))).toEqual(events);
    });

    test('stores an event once, however often it is written, also in one batch and in parallel', async () => {
      const userId = crypto.randomUUID();
      const events = [1, 2, 3].map((version) => newEvent({ userId, version }));
      await Promise.all(Array.from({ length: 5 }, () => view.write([...events, ...events])));
      await view.write(events);
      await view.refresh();
      const found = await view.search({ userId }, { direction: 'backward', count: 10, cursor: null });
      expect(found.items.map(({ item }) => item)).toEqual(events.toReversed());
      expect(found.totalCount).toBe(3);
    });

    writableViewContract({
      kind: eventKind,
      mended: (event) => ({ ...event, data: { mended: true }, login: null, type: 'Mended' }),
      view: () => view,
      search: async (events) => {
        const page = { direction: 'forward', count: 10, cursor: null } as const;
        const found = events.map(({ userId, type, at }) =>
          view.search({ userId, types: [type], time: { from: at, to: at + 1 } }, page),
        );
        return (await Promise.all(found)).flatMap(({ items }) => items.map(({ item }) => item));
      },
    });
    searchingEvents(open);
    countingLogins(open);
  });
}

function newEvent(overrides: Partial<EventDocument> = {}): EventDocument {
  return eventDocument({ id: crypto.randomUUID(), ...overrides });
}
