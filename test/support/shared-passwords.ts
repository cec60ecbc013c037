import { composePasswords, type Passwords } from '../../src/roles/compose-passwords.ts';
import type { Config } from '../../src/roles/config.ts';

const opened = new Map<string, Passwords>();

/**
 * What judges and hashes passwords by these settings, once for all tests of a process: threads take long to start. They
 * end with the process, which they do not keep.
 */
export function sharedPasswords(config: Config): Passwords {
  const settings = Object.entries(config).filter(([name]) => name.startsWith('PASSWORD_'));
  const key = JSON.stringify(settings);
  const passwords = opened.get(key) ?? composePasswords(config);
  opened.set(key, passwords);
  return passwords;
}
