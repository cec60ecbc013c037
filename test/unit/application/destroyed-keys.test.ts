import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecrets } from '../../../src/adapters/crypto/secrets.ts';
import { toEventDocument } from '../../../src/application/projections/to-event-document.ts';
import { decodeUserEvent, encodeUserEvent } from '../../../src/application/user-event-codec.ts';
import { userEventSchemas } from '../../../src/application/user-event-schemas.ts';
import { evolve, type User, unknownUser } from '../../../src/domain/user/user.ts';
import type { UserEvent } from '../../../src/domain/user/user-events.ts';
import type { StoredEvent } from '../../../src/ports/message-store.ts';
import { anyUserEvent } from '../../support/controls/any-user-event.ts';
import { anyHistory } from '../../support/controls/histories.ts';
import { newMetadata } from '../../support/controls/new-event.ts';
import { userRegistered } from '../../support/controls/user-events.ts';

const { userKeys } = createSecrets(Buffer.alloc(32, 7));
const { cipher } = userKeys.create();
const userId = '0b7c7c1e-5a3e-4c52-9a43-1f0f6f1f6a01';
const eventId = '5d0c8a52-6f0b-4a7e-8f57-0c54ab0a3b01';
const metadata = newMetadata();

function stored(event: UserEvent, version = 1): StoredEvent {
  return { ...encodeUserEvent(event, { userId, version, eventId, metadata, cipher }), userId, version };
}

/** As builds wrote it before anything was sealed; null for types that came later. */
function inTheClear(event: UserEvent): StoredEvent | null {
  const [first] = userEventSchemas[event.type].schemas;
  return first?.sealed.length === 0 ? { ...stored(event), schema: 1, data: event.data, sealed: null } : null;
}

function sealedNames(event: UserEvent): readonly string[] {
  return userEventSchemas[event.type].schemas.at(-1)?.sealed ?? [];
}

/** The event without anything personal. */
function impersonal(event: UserEvent): unknown {
  const nulls = sealedNames(event).map((name) => [name, null]);
  return { ...event, data: { ...event.data, ...Object.fromEntries(nulls) } };
}

function restOf(user: User): User {
  if (user.kind === 'unknown') return user;
  const { registeredAt, lastLoginAt, loginCount, lastEventAt } = user;
  return { kind: 'erased', registeredAt, lastLoginAt, loginCount, lastEventAt };
}

function statesOf(events: readonly UserEvent[]): readonly User[] {
  return events.map((_, index) => events.slice(0, index + 1).reduce<User>(evolve, unknownUser));
}

describe('an event whose user has no key any more', () => {
  it('says when what happened, and null for everything personal', () => {
    fc.assert(
      fc.property(anyUserEvent, (event) => {
        expect(decodeUserEvent(stored(event), 'destroyed')).toEqual(impersonal(event));
      }),
      { numRuns: 300 },
    );
  });

  it('says no more of what an older build wrote in the clear', () => {
    fc.assert(
      fc.property(anyUserEvent, (event) => {
        const written = inTheClear(event);
        if (written !== null) expect(decodeUserEvent(written, 'destroyed')).toEqual(impersonal(event));
      }),
      { numRuns: 300 },
    );
  });

  it('makes a document in which nothing personal stands', () => {
    fc.assert(
      fc.property(anyUserEvent, (event) => {
        const decoded = { stored: stored(event), event: decodeUserEvent(stored(event), 'destroyed') };
        const { data, login } = toEventDocument(decoded);
        const personal = sealedNames(event);
        const told = Object.entries({ ...data, ...login }).filter(([name]) => personal.includes(name));
        expect(told.filter(([, value]) => value !== null)).toEqual([]);
      }),
    );
  });

  it.each([
    ['of an unknown type', { type: 'UserFlew' }, 'is of an unknown type.'],
    ['of a newer schema', { schema: 3 }, 'has the unknown schema 3.'],
    ['without a field', { data: {} }, 'does not have the shape of its type.'],
    ['with nothing sealed', { sealed: null }, 'does not have the shape of its type.'],
  ])('is refused as any other is: one %s', (_name, change, problem) => {
    const event = { ...stored(userRegistered()), ...change };
    expect(() => decodeUserEvent(event, 'destroyed')).toThrow(
      `Event 1 (${event.type}) of user ${userId} ${problem}`,
    );
  });
});

describe('a stream whose key is destroyed', () => {
  it('folds at every event to somebody erased, with the same times and counts as before', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const events = history.map((event, index) => stored(event, index + 1));
        const before = statesOf(events.map((event) => decodeUserEvent(event, cipher)));
        const after = statesOf(events.map((event) => decodeUserEvent(event, 'destroyed')));
        expect(after).toEqual(before.map(restOf));
      }),
    );
  });

  it('does so where an older build wrote in the clear', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const events = history.map(inTheClear).filter((event) => event !== null);
        const before = statesOf(events.map((event) => decodeUserEvent(event, null)));
        const after = statesOf(events.map((event) => decodeUserEvent(event, 'destroyed')));
        expect(after).toEqual(before.map(restOf));
      }),
    );
  });
});
