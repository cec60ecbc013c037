import { closeSync, openSync } from 'node:fs';

/**
 * Creates a file for its owner alone, unless it is there. SQLite would let everybody read it; the files that
 * it adds to a database get the mode of the database.
 */
export function createPrivateFile(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
}
