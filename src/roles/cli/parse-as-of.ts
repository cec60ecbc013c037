import { InvalidArgumentError } from 'commander';
import { parseBefore } from './parse-before.ts';

/**
 * An event has its time before it is appended, by the clock of its gateway, and an append may be repeated for ten seconds. What
 * is older than that, and than clocks differ, does not change any more.
 */
const settled = 15_000;

/** A time in the past at which nothing is added any more. @throws InvalidArgumentError */
export function parseAsOf(text: string, now = Date.now()): number {
  const instant = parseBefore(text, now);
  if (instant <= now - settled) return instant;
  throw new InvalidArgumentError(
    'It has just been: events of that time may still be on their way into the log, and would be missing. Take a time that ' +
      `is ${settled / 1_000} seconds ago, or run this again then.`,
  );
}
