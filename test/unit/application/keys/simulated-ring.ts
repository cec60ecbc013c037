import type { KeyTimes } from '../../../../src/application/keys/key-times.ts';
import { activationOf, planKeys, type TimedKey } from '../../../../src/application/keys/plan-keys.ts';
import { type SigningAlgorithm, signingKeyAt } from '../../../../src/ports/key-ring.ts';

/** In seconds, so that a simulation of a day has few steps: the relations are those of the product. */
export const times: Omit<KeyTimes, 'rotationInterval'> = {
  propagation: 600,
  reloading: 30,
  tolerance: 60,
  tokenLifetime: 600,
};
/** For how long verifiers keep the JWKS. */
export const jwksLifetime = 300;

export interface SimulatedKey extends TimedKey {
  /** Made by `rotate --now`. */
  readonly isForced: boolean;
}

/** A ring, and when the last token that each key signed expires. */
export interface SimulatedRing {
  keys: readonly SimulatedKey[];
  readonly publishedAt: Map<string, number>;
  readonly neededUntil: Map<string, number>;
  readonly forcedOut: Set<string>;
}

export function createRing(): SimulatedRing {
  return { keys: [], publishedAt: new Map(), neededUntil: new Map(), forcedOut: new Set() };
}

interface Instant {
  readonly now: number;
  readonly algorithm: SigningAlgorithm;
}

export function addKey(ring: SimulatedRing, { now, algorithm }: Instant, isForced = false): void {
  const id = `key ${ring.publishedAt.size}`;
  const activeFrom = isForced ? now : activationOf(ring.keys.at(-1), now, times);
  ring.publishedAt.set(id, now);
  ring.keys = [...ring.keys, { id, algorithm, createdAt: now, activeFrom, isForced }];
}

export function forceRotation(ring: SimulatedRing, instant: Instant): void {
  for (const { id } of ring.keys) ring.forcedOut.add(id);
  addKey(ring, instant, true);
  ring.keys = ring.keys.slice(-1);
}

/** What a gateway does whenever it reads the ring; answers with what it knows then. */
export function look(
  ring: SimulatedRing,
  { rotationInterval, ...instant }: Instant & Pick<KeyTimes, 'rotationInterval'>,
): readonly SimulatedKey[] {
  const { algorithm, now } = instant;
  const { isRotationDue, over } = planKeys(ring.keys, now, { ...times, rotationInterval, algorithm });
  if (isRotationDue) addKey(ring, instant);
  ring.keys = ring.keys.filter(({ id }) => !over.includes(id));
  return ring.keys;
}

/** Signs a token; answers with the key. */
export function sign(ring: SimulatedRing, known: readonly SimulatedKey[], now: number): SimulatedKey {
  const key = signingKeyAt(known, now);
  if (key === undefined) throw new Error('A gateway has no key.');
  ring.neededUntil.set(key.id, now + times.tokenLifetime);
  return key;
}

/** The keys whose tokens live, but for those that `rotate --now` has ended. */
export function needed(ring: SimulatedRing, now: number): readonly string[] {
  return [...ring.neededUntil]
    .filter(([id, until]) => now < until && !ring.forcedOut.has(id))
    .map(([id]) => id);
}
