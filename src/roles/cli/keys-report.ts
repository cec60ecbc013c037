import type { KeyTimes } from '../../application/keys/key-times.ts';
import { type KeyState, statesOf } from '../../application/keys/plan-keys.ts';
import type { Replacement, Rotation } from '../../application/keys/rotate-keys.ts';
import type { SealedKey } from '../../ports/key-ring.ts';

interface Instant {
  readonly now: number;
  readonly times: KeyTimes;
}

/** The keys in the order in which they were added, a line each. */
export function toKeyLines(keys: readonly SealedKey[], { now, times }: Instant): readonly string[] {
  if (keys.length === 0) return ['There is no signing key yet: the first gateway makes one.'];
  const states = statesOf(keys, now, times);
  return keys.map(({ id, algorithm }, index) => `${id}  ${algorithm}  ${toWords(states[index])}`);
}

/** For programs: nothing secret is among it. */
export function toKeyJson(keys: readonly SealedKey[], { now, times }: Instant): readonly string[] {
  const states = statesOf(keys, now, times);
  return keys.map(({ id, algorithm, createdAt, activeFrom }, index) =>
    JSON.stringify({
      id,
      algorithm,
      state: states[index]?.kind,
      createdAt: toText(createdAt),
      activeFrom: toText(activeFrom),
      acceptedUntil: toAcceptedUntil(states[index]),
    }),
  );
}

export function toRotationLine({ kind, key }: Rotation): string {
  const { id, algorithm, activeFrom } = key;
  const from = toText(activeFrom);
  if (kind === 'pending') {
    return `Key ${id} (${algorithm}) is published already, and signs from ${from} on. Nothing was changed.`;
  }
  return `Key ${id} (${algorithm}) is published, and signs from ${from} on. Every token stays valid.`;
}

export function toReplacementLines(
  { key, removed }: Replacement,
  { reloading }: KeyTimes,
): readonly string[] {
  return [
    `Key ${key.id} (${key.algorithm}) signs at once.`,
    ...removed.map(({ id }) => `Key ${id} is removed.`),
    `Gateways refuse their tokens within ${reloading / 1_000} seconds. Clients refresh, and nobody has to log in again.`,
    'Services that keep the published keys accept these tokens until they read the keys anew.',
  ];
}

function toWords(state: KeyState | undefined): string {
  switch (state?.kind) {
    case 'signing':
      return `signs since ${toText(state.since)}`;
    case 'next':
      return `signs from ${toText(state.from)} on`;
    case 'accepted':
      return `accepted until ${toText(state.until)}`;
    case undefined:
      return '';
  }
}

function toAcceptedUntil(state: KeyState | undefined): string | null {
  return state?.kind === 'accepted' ? toText(state.until) : null;
}

function toText(instant: number): string {
  return new Date(instant).toISOString();
}
