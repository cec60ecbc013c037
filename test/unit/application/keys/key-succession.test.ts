import fc from 'fast-check';
import { test } from 'vitest';
import type { SigningAlgorithm } from '../../../../src/ports/key-ring.ts';
import {
  addKey,
  createRing,
  forceRotation,
  jwksLifetime,
  look,
  needed,
  type SimulatedKey,
  type SimulatedRing,
  sign,
  times,
} from './simulated-ring.ts';

const stepSeconds = 10;

/** What happens in ten seconds, besides what happens by itself. */
interface Happening {
  /** Gateways that cannot read the ring. */
  readonly away: readonly number[];
  readonly byHand: 'rotate' | 'rotate --now' | null;
  readonly algorithm: SigningAlgorithm;
}

const nothing: Happening = { away: [], byHand: null, algorithm: 'ES256' };
const happening: fc.Arbitrary<Happening> = fc.record({
  away: fc.subarray([0, 1, 2]),
  byHand: fc.constantFrom(null, 'rotate', 'rotate --now'),
  algorithm: fc.constantFrom('ES256', 'EdDSA'),
});
const happenings = fc.array(fc.oneof({ arbitrary: fc.constant(nothing), weight: 12 }, happening), {
  minLength: 100,
  maxLength: 400,
});

test.each([2_000, 86_400, 0])(
  'with a new key every %i seconds, every key is known to all before it signs, and stays while its tokens live',
  (rotationInterval) => {
    fc.assert(
      fc.property(happenings, (events) => {
        const world = createWorld(rotationInterval);
        for (const [step, event] of events.entries()) world.pass(event, step);
      }),
      { numRuns: 100 },
    );
  },
);

/** Three gateways that read the ring by turns, and a service that reads what one of them publishes. */
function createWorld(rotationInterval: number) {
  const ring = createRing();
  addKey(ring, { now: 0, algorithm: 'ES256' });
  const gateways = [0, 1, 2].map(() => ({ known: ring.keys, readAt: 0 }));
  const service = { known: ring.keys, readAt: 0 };

  function read({ away, algorithm }: Happening, step: number): void {
    const now = step * stepSeconds;
    const index = step % gateways.length;
    const gateway = gateways[index];
    // One that is away for longer has lost its sessions, too.
    const longestAway = times.propagation - jwksLifetime - times.reloading;
    if (gateway === undefined || (away.includes(index) && now - gateway.readAt < longestAway)) return;
    gateway.known = look(ring, { now, algorithm, rotationInterval });
    gateway.readAt = now;
    if (now - service.readAt < jwksLifetime) return;
    service.known = gateway.known;
    service.readAt = now;
  }

  return {
    pass(event: Happening, step: number): void {
      const instant = { now: step * stepSeconds, algorithm: event.algorithm };
      act(ring, event.byHand, instant);
      read(event, step);
      for (const { known } of gateways) assertKnownInTime(ring, sign(ring, known, instant.now), instant.now);
      for (const id of needed(ring, instant.now)) assertAccepted(ring, [...gateways, service], id);
    },
  };
}

function act(ring: SimulatedRing, byHand: Happening['byHand'], instant: Parameters<typeof addKey>[1]): void {
  const last = ring.keys.at(-1);
  if (byHand === 'rotate' && last !== undefined && last.activeFrom <= instant.now) addKey(ring, instant);
  if (byHand === 'rotate --now') forceRotation(ring, instant);
}

function assertKnownInTime(ring: SimulatedRing, { id, isForced }: SimulatedKey, now: number): void {
  const published = ring.publishedAt.get(id) ?? Number.POSITIVE_INFINITY;
  const isFirst = published === 0;
  if (isForced || isFirst || now - published >= times.propagation) return;
  throw new Error(`${id} signs at ${now}, and was published at ${published}.`);
}

/** A key of `rotate --now` is looked for by those who do not know it. */
function assertAccepted(
  ring: SimulatedRing,
  verifiers: readonly { readonly known: readonly SimulatedKey[] }[],
  id: string,
): void {
  const key = ring.keys.find((one) => one.id === id);
  if (key === undefined) throw new Error(`${id} was removed, and is needed still.`);
  if (key.isForced || verifiers.every(({ known }) => known.some((one) => one.id === id))) return;
  throw new Error(`${id} is not known to everybody.`);
}
