import { InvalidArgumentError } from 'commander';
import { viewNamePattern } from '../../ports/view-builds.ts';

/** @throws InvalidArgumentError */
export function parseViewName(text: string): string {
  if (viewNamePattern.test(text)) return text;
  throw new InvalidArgumentError(
    'A name has 1 to 40 lower-case letters, digits and hyphens, and begins with a letter.',
  );
}
