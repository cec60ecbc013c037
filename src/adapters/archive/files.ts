import { randomUUID } from 'node:crypto';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Unavailable } from '../../ports/errors.ts';

/** Who owns the archive alone reads it. */
export const ownerOnly = { file: 0o600, folder: 0o700 } as const;

/** Runs work on files; what the operating system refuses is a failure of the port. */
export async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? new Unavailable('archive', error) : error;
  }
}

/** Makes the names in a folder survive a loss of power. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Writes a new file, or a whole one in the place of another, which is there until then. */
export async function writeDurably(path: string, text: string): Promise<void> {
  // Of a name of its own: two processes may write the same file.
  const draft = `${path}.${randomUUID()}.partial`;
  const file = await open(draft, 'wx', ownerOnly.file);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
}

export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** What the work gives, or null when the file or folder is not there. */
export async function ifThere<Result>(work: Promise<Result>): Promise<Result | null> {
  try {
    return await work;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}
