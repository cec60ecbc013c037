import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEventEntry, toEventEntry } from '../../../../src/adapters/redis/event-entry.ts';
import type { NewEvent, UserId } from '../../../../src/ports/message-store.ts';
import { newEvent, newMetadata } from '../../../support/controls/new-event.ts';

const userId: UserId = randomUUID();

/** The event as it comes back from Redis. */
function throughRedis(event: NewEvent): unknown {
  const { id, rest } = toEventEntry(event, userId);
  const reply = [Buffer.from('7-0'), [Buffer.from('e'), Buffer.concat([id, rest])]];
  return parseEventEntry(userId, reply);
}

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const trace = fc.tuple(hex(32), hex(16)).map((parts) => parts.join('-'));
const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.uuid(), trace);
// JSON knows no minus zero, and a key of this name would be no field but the prototype.
const data = fc
  .jsonValue()
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll('__proto__', 'proto')) as unknown);

test('an event comes back as it was, whatever it holds', () => {
  const events = fc.record({
    eventId: text,
    type: text,
    schema: fc.nat(),
    at: fc.maxSafeNat(),
    data: fc.oneof(data, text, fc.dictionary(fc.string({ unit: 'grapheme-ascii', minLength: 12 }), text)),
    sealed: fc.option(fc.uint8Array()),
    metadata: fc.record({
      actorId: fc.option(fc.oneof(text, fc.constant(userId))),
      correlationId: text,
      causationId: fc.option(text),
      commandId: text,
      trace: fc.option(trace),
    }),
  });

  fc.assert(
    fc.property(events, (event) => {
      expect(throughRedis(event)).toEqual({ ...event, userId, version: 7 });
    }),
  );
});

test('a correlation that is the command, and an actor who is the user, take a byte each', () => {
  const [event, metadata] = [
    newEvent(),
    newMetadata({ actorId: userId, trace: `${'a'.repeat(32)}-${'b'.repeat(16)}` }),
  ];
  const sizeOf = (changed: Partial<typeof metadata>) =>
    toEventEntry({ ...event, metadata: { ...metadata, ...changed } }, userId).rest.length;

  expect(sizeOf({ actorId: randomUUID() }) - sizeOf({})).toBe(17);
  expect(sizeOf({}) - sizeOf({ correlationId: metadata.commandId })).toBe(17);
});

test('a login takes 111 bytes beside what is sealed', () => {
  const sealed = new Uint8Array(164);
  const { id, rest } = toEventEntry(newEvent({ data: { sessionId: randomUUID() }, sealed }), userId);

  expect(id.length + rest.length).toBe(sealed.length + 111);
});
