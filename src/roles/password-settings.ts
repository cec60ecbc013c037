import { z } from 'zod';
import {
  type Argon2Parameters,
  costOf,
  defaultParameters,
  problemsOf,
} from '../adapters/argon2/argon2-parameters.ts';
import { settings } from './settings.ts';

/**
 * How many hashes the package argon2 makes at once, at the most: it works on the four threads that Node has for
 * files, addresses and signatures too, and two of them stay free.
 */
export const argon2Threads = 2;

const { PASSWORD_HASHER, PASSWORD_MEMORY, PASSWORD_PASSES, PASSWORD_LANES, PASSWORD_WORKERS } = settings;
const schema = z.object({
  PASSWORD_HASHER,
  PASSWORD_MEMORY,
  PASSWORD_PASSES,
  PASSWORD_LANES,
  PASSWORD_WORKERS,
});

type CostSettings = Pick<z.infer<typeof schema>, 'PASSWORD_MEMORY' | 'PASSWORD_PASSES' | 'PASSWORD_LANES'>;

/** What is wrong with these settings together, where each is right by itself. */
export function contradictionsOfPasswords(given: Readonly<Record<string, unknown>>): readonly string[] {
  const { data } = schema.safeParse(given);
  if (data === undefined) return [];
  const isCrowded = data.PASSWORD_HASHER === 'argon2' && (data.PASSWORD_WORKERS ?? 0) > argon2Threads;
  return [
    ...problemsOf(parametersOf(data)).map(
      (problem) => `PASSWORD_MEMORY, PASSWORD_PASSES and PASSWORD_LANES do not go together: ${problem}`,
    ),
    ...(isCrowded
      ? [
          `PASSWORD_WORKERS is at most ${argon2Threads} with PASSWORD_HASHER argon2, which works on Node's own threads.`,
        ]
      : []),
  ];
}

/** What a new hash costs. */
export function parametersOf(config: CostSettings): Argon2Parameters {
  return { memory: config.PASSWORD_MEMORY, passes: config.PASSWORD_PASSES, lanes: config.PASSWORD_LANES };
}

/** In milliseconds: a refused login with the standard parameters takes a fifth of it, and twice as much under load. */
const standardQuantum = 100;

/** What the times of refused logins are whole numbers of, in milliseconds: it grows with the cost of a hash. */
export function refusalQuantumOf(config: CostSettings): number {
  return standardQuantum * Math.max(1, Math.ceil(costOf(parametersOf(config)) / costOf(defaultParameters)));
}
