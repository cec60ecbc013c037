import { InvalidArgumentError } from 'commander';

const shape = /^\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2}))?$/;

/**
 * A date, which begins at midnight in UTC, or a time (RFC 3339), in milliseconds since 1970-01-01T00:00:00Z.
 * @throws InvalidArgumentError, also for one in the future
 */
export function parseBefore(text: string, now = Date.now()): number {
  const instant = shape.test(text) && isDay(text.slice(0, 10)) ? Date.parse(text.toUpperCase()) : Number.NaN;
  if (Number.isNaN(instant)) {
    throw new InvalidArgumentError(
      'It is no date such as 2026-01-31, and no time such as 2026-01-31T12:00:00Z.',
    );
  }
  if (instant > now) {
    throw new InvalidArgumentError(`It is in the future: now it is ${new Date(now).toISOString()}.`);
  }
  return instant;
}

/** `Date.parse` takes the 30th of February for the 2nd of March. */
function isDay(text: string): boolean {
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}
