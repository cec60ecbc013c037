import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { classifySqliteFailure } from './classify-sqlite-failure.ts';
import { createPrivateFile } from './create-private-file.ts';

/** Another server works in this folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';

  constructor(folder: string, cause: unknown) {
    super(
      `Another server is running on the data folder ${folder}: stop it, or set DATA_DIR to another folder.`,
      { cause },
    );
  }
}

export interface FolderLock {
  release(): void;
}

// A lock ends when its connection is collected as garbage, so something has to refer to it.
const held = new Set<DatabaseSync>();

/**
 * Keeps other servers off a data folder until it is released or the process ends, however it ends: the lock
 * is the operating system's. Tools that open the database itself are not kept off.
 * @throws FolderInUse
 */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'gatehouse.lock');
  // Whoever can read the file could hold the lock.
  createPrivateFile(path);
  const file = new DatabaseSync(path);
  try {
    file.exec('begin exclusive');
  } catch (error) {
    file.close();
    throw classifySqliteFailure(error) === 'collision' ? new FolderInUse(folder, error) : error;
  }
  held.add(file);
  return {
    release: () => {
      if (held.delete(file)) file.close();
    },
  };
}
