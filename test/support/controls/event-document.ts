import type { EventDocument, LoginDetails } from '../../../src/ports/event-view.ts';
import { createRandom, type Random } from './random.ts';

/** A valid document, with what the test cares about in its place. */
export function eventDocument(overrides: Partial<EventDocument> = {}): EventDocument {
  return {
    id: '5d0c8a52-6f0b-4a7e-8f57-0c54ab0a3b01',
    type: 'UserRegistered',
    userId: '0b7c7c1e-5a3e-4c52-9a43-1f0f6f1f6a01',
    version: 1,
    at: Date.UTC(2026, 0, 1, 12),
    actorId: null,
    correlationId: 'f2b1c9de-2f63-4a43-8a8c-5be4d0d7a001',
    causationId: null,
    data: { email: 'zoe.muller@example.com', displayName: 'Zoë Müller', roles: ['user'] },
    login: null,
    isErased: false,
    ...overrides,
  };
}

const succeeded: LoginDetails = {
  outcome: 'SUCCEEDED',
  ipAddress: '203.0.113.7',
  userAgent: 'Firefox/150.0',
};
const failed: LoginDetails = { outcome: 'FAILED', ipAddress: '2001:db8::7', userAgent: null };

/** Events of 60 users, many of them at the same instant; the same for the same seed. */
export function generateEventDocuments(count: number, seed = 1): readonly EventDocument[] {
  const random = createRandom(seed);
  const userIds = Array.from({ length: 60 }, () => random.uuid());
  const versions = new Map<string, number>();
  return Array.from({ length: count }, () => {
    const userId = random.pick(userIds);
    const version = (versions.get(userId) ?? 0) + 1;
    versions.set(userId, version);
    return generateEvent(random, userId, version);
  });
}

const day = 86_400_000;

/** Days around which the calendar has its edges. */
const edges = [
  '2020-12-31',
  '2021-01-01',
  '2023-02-28',
  '2023-12-31',
  '2024-02-29',
  '2024-12-29',
  '2025-03-30',
  '2026-10-25',
  '2028-02-29',
  '2100-02-28',
].map((date) => Date.parse(date));

/**
 * Events of 60 users, most of them logins, within a day of where months, leap days, weeks and years begin and end,
 * some of them just there; the same for the same seed.
 */
export function generateLoginDocuments(count: number, seed = 1): readonly EventDocument[] {
  const random = createRandom(seed);
  const userIds = Array.from({ length: 60 }, () => random.uuid());
  return Array.from({ length: count }, (_, index) => {
    const edge = random.pick(edges) + random.below(2) * day;
    const at = random.below(4) === 0 ? edge + random.pick([-1, 0, 1]) : edge + (random.below(2 * day) - day);
    return { ...generateEvent(random, random.pick(userIds), 2 + index), at };
  });
}

function generateEvent(random: Random, userId: string, version: number): EventDocument {
  const kind = version === 1 ? 'registered' : random.pick(['succeeded', 'succeeded', 'failed', 'renamed']);
  const base = eventDocument({
    id: random.uuid(),
    userId,
    version,
    at: Date.UTC(2026, 0, 1) + random.below(50) * 1_000,
    actorId: random.pick([null, userId]),
    correlationId: random.uuid(),
    causationId: random.pick([null, random.uuid()]),
  });
  if (kind === 'succeeded')
    return { ...base, type: 'LoginSucceeded', data: { session: 1 }, login: succeeded };
  if (kind === 'failed') {
    return { ...base, type: 'LoginFailed', data: { reason: 'WRONG_PASSWORD' }, login: failed };
  }
  return kind === 'renamed' ? { ...base, type: 'DisplayNameChanged', data: { displayName: 'Ada' } } : base;
}
