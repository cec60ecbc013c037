import { expect, test } from 'vitest';
import { appendLimits } from '../../src/ports/append-limits.ts';
import { AppendRefused } from '../../src/ports/errors.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newEvent, newEvents } from '../support/controls/new-event.ts';
import { newClaimKey, newUserId } from '../support/controls/new-user-id.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';
import { asStored, streamOf } from '../support/streams.ts';

const { events: most, eventBytes } = appendLimits;

/** An event whose data has so many bytes as JSON, with its quotation marks. */
const eventOf = (bytes: number) => newEvent({ data: 'x'.repeat(bytes - 2) });

export function refusing(open: OpenWriteSide): void {
  test.each([
    ['no events', [], 'behind version 0'],
    ['too many events', newEvents(most + 1), 'behind version 0'],
    ['an event that is too large', [newEvent(), eventOf(eventBytes + 1)], 'Event 2'],
    [
      'an event that is too large with what is sealed',
      [newEvent({ data: '', sealed: new Uint8Array(eventBytes) })],
      'Event 1',
    ],
    ['letters that are too large as bytes', [newEvent({ data: 'ß'.repeat(eventBytes / 2) })], 'Event 1'],
  ])('%s, stores nothing, and takes the next append', async (_, events, place) => {
    const { store, feeds } = await preparedWriteSide(open);
    const userId = newUserId(1);
    const request = appendRequest({ userId, events, claimKey: newClaimKey(userId) });

    const refused = store.append(request);

    await expect(refused).rejects.toThrow(AppendRefused);
    await expect(refused).rejects.toThrow(userId);
    await expect(refused).rejects.toThrow(place);
    expect(await store.head(userId)).toEqual({ version: 0, snapshot: null, userKey: null });
    expect(await store.ownerOf(request.claimKey ?? '')).toBeNull();
    expect(await feeds.read(1, '0-0', 10)).toEqual([]);
    expect(await store.append({ ...request, events: [newEvent()] })).toMatchObject({ kind: 'appended' });
  });

  test('no append that is as large as it may be', async () => {
    const { store } = await preparedWriteSide(open);
    const many = appendRequest({ events: newEvents(most) });
    const large = appendRequest({ events: [eventOf(eventBytes), eventOf(eventBytes)] });

    expect(await store.append(many)).toMatchObject({ kind: 'appended', version: most });
    expect(await store.append(large)).toMatchObject({ kind: 'appended', version: 2 });

    expect(await streamOf(store, many.userId)).toEqual(asStored(many));
    expect(await streamOf(store, large.userId)).toEqual(asStored(large));
  });
}
