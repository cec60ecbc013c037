import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onExit } from './on-exit.ts';
import type { SystemUser } from './system-user.ts';

export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

const PREFIX = 'gatehouse-test-';

/** A folder that is removed when this process exits at the latest, or by a later run if it was killed. */
function createTemporaryFolder(owner?: SystemUser): TemporaryFolder {
  removeFoldersOfTheDead();
  const path = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
  const removeFolder = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  const release = onExit(removeFolder);
  return {
    path,
    remove: () => {
      removeFolder();
      release();
    },
  };
}

/** The caller's own folder, which `remove` leaves alone, or else a temporary one. */
export function claimFolder(given: string | undefined, owner?: SystemUser): TemporaryFolder {
  return given === undefined ? createTemporaryFolder(owner) : { path: given, remove: () => undefined };
}

function removeFoldersOfTheDead(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process is there, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
