import { InvalidSettings, parseConfig } from '../../src/roles/config.ts';

/** What is said to be wrong with these settings, a line each. */
export function problemsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    parseConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof InvalidSettings) return error.message.split('\n  - ').slice(1);
    throw error;
  }
}
