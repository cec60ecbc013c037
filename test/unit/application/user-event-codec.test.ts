import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecrets } from '../../../src/adapters/crypto/secrets.ts';
import { decodeUserEvent, encodeUserEvent } from '../../../src/application/user-event-codec.ts';
import { upcast } from '../../../src/application/user-event-schemas.ts';
import type { UserEvent } from '../../../src/domain/user/user-events.ts';
import type { StoredEvent } from '../../../src/ports/message-store.ts';
import type { UserCipher } from '../../../src/ports/user-keys.ts';
import { anyUserEvent } from '../../support/controls/any-user-event.ts';
import { newMetadata } from '../../support/controls/new-event.ts';
import {
  displayNameChanged,
  loginFailed,
  loginSucceeded,
  someClient,
  someHash,
  someTime,
  userRegistered,
} from '../../support/controls/user-events.ts';

const { userKeys } = createSecrets(Buffer.alloc(32, 7));
const { cipher } = userKeys.create();
const userId = '0b7c7c1e-5a3e-4c52-9a43-1f0f6f1f6a01';
const eventId = '5d0c8a52-6f0b-4a7e-8f57-0c54ab0a3b01';
const metadata = newMetadata();

const everyType = [userRegistered(), loginSucceeded(), loginFailed(), displayNameChanged()];

function stored(event: UserEvent, version = 3): StoredEvent {
  return { ...encodeUserEvent(event, { userId, version, eventId, metadata, cipher }), userId, version };
}

/** How reading the event is refused. */
function refusalOf(event: StoredEvent, openedBy: UserCipher | null = cipher): string {
  try {
    return `no refusal, but ${JSON.stringify(decodeUserEvent(event, openedBy))}`;
  } catch (error) {
    return String(error);
  }
}

describe('an encoded event', () => {
  it('is the same once decoded, whatever it says', () => {
    fc.assert(
      fc.property(anyUserEvent, fc.integer({ min: 1 }), (event, version) => {
        expect(decodeUserEvent(stored(event, version), cipher)).toEqual(event);
      }),
    );
  });

  it('has what is not personal in the clear, and its number of the schema', () => {
    const open = everyType.map((event) => {
      const { sealed, ...rest } = stored(event);
      return { ...rest, isSealed: sealed !== null };
    });
    const rest = { eventId, userId, version: 3, at: someTime, metadata, isSealed: true };
    expect(open).toEqual([
      { ...rest, type: 'UserRegistered', schema: 2, data: { roles: [] } },
      { ...rest, type: 'LoginSucceeded', schema: 2, data: { sessionId: 'a-session' } },
      { ...rest, type: 'LoginFailed', schema: 2, data: { reason: 'WRONG_PASSWORD' } },
      { ...rest, type: 'DisplayNameChanged', schema: 1, data: {} },
    ]);
  });

  it('shows nothing personal', () => {
    const personal = ['ada@example.com', 'Ada', someHash, someClient.ipAddress, someClient.userAgent];
    for (const event of everyType.map((each) => stored(each))) {
      const shown = `${JSON.stringify(event.data)} ${Buffer.from(event.sealed ?? []).toString('latin1')}`;
      expect(personal.filter((text) => shown.includes(text))).toEqual([]);
    }
  });
});

describe('an event from before anything was sealed', () => {
  it.each([userRegistered(), loginSucceeded(), loginFailed()])('$type is read as it was', (event) => {
    const written = { ...stored(event), schema: 1, data: event.data, sealed: null };
    expect(decodeUserEvent(written, null)).toEqual(event);
    expect(decodeUserEvent(written, cipher)).toEqual(event);
  });
});

describe('an event that cannot be read', () => {
  const login = stored(loginSucceeded());
  const shape = 'does not have the shape of its type.';
  const closed = "cannot be opened with the user's key.";

  it.each([
    ['of an unknown type', { type: 'UserFlew' }, 'is of an unknown type.'],
    ['of a type that every object has', { type: 'constructor' }, 'is of an unknown type.'],
    ['of a newer schema', { schema: 3 }, 'has the unknown schema 3.'],
    ['of a schema below the first', { schema: 0 }, 'has the unknown schema 0.'],
    ['without a field', { data: {} }, shape],
    ['with a field of another kind', { data: { sessionId: 7 } }, shape],
    ['with data that has no fields', { data: 'a text' }, shape],
    ['with nothing sealed', { sealed: null }, shape],
    ['with something else sealed', { sealed: cipher.seal('["one"]', contextOf(3)) }, shape],
    ['with no list sealed', { sealed: cipher.seal('{}', contextOf(3)) }, shape],
    ['with no JSON sealed', { sealed: cipher.seal('[', contextOf(3)) }, closed],
    ['that was sealed for another user', { userId: '7d0c8a52-6f0b-4a7e-8f57-0c54ab0a3b01' }, closed],
    ['that was sealed for another version', { version: 4 }, closed],
    ['that was sealed as another type', { type: 'LoginFailed', data: { reason: 'WRONG_PASSWORD' } }, closed],
    ['that was cut off', { sealed: login.sealed?.subarray(0, -1) ?? null }, closed],
    ['of schema 1 with something sealed', { schema: 1, data: loginSucceeded().data }, closed],
  ])('is refused: one %s', (_name, change, problem) => {
    const event: StoredEvent = { ...login, ...change };
    const place = `Event ${event.version} (${event.type}) of user ${event.userId}`;
    expect(refusalOf(event)).toBe(`UnreadableEvent: ${place} ${problem}`);
  });

  it('is refused without the key, and with the key of another user', () => {
    const place = `UnreadableEvent: Event 3 (LoginSucceeded) of user ${userId}`;
    expect(refusalOf(login, null)).toBe(`${place} is sealed with a key that is not there.`);
    expect(refusalOf(login, userKeys.create().cipher)).toBe(`${place} ${closed}`);
  });
});

function contextOf(version: number): string {
  return `event/${userId}/${version}/LoginSucceeded/2`;
}

describe('data of an older schema', () => {
  const schemas = [
    { sealed: [], toNext: ({ name, ...rest }: object & { name?: unknown }) => ({ ...rest, names: [name] }) },
    { sealed: ['names'], toNext: (data: object) => ({ ...data, language: null }) },
    { sealed: ['names', 'language'] },
  ];

  it('is brought to the last one step by step, from wherever it begins', () => {
    expect(upcast(schemas, 1, { name: 'Ada', age: 36 })).toEqual({ names: ['Ada'], age: 36, language: null });
    expect(upcast(schemas, 2, { names: ['Ada', 'King'] })).toEqual({
      names: ['Ada', 'King'],
      language: null,
    });
    expect(upcast(schemas, 3, { names: [], language: 'en' })).toEqual({ names: [], language: 'en' });
  });
});
