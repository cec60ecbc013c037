import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of a program in one of the folders of PATH or in `folders`. */
export function findProgram(name: string, folders: readonly string[] = []): string | undefined {
  const { PATH = '' } = process.env;
  const path = PATH.split(delimiter).filter((folder) => folder !== '');
  return [...folders, ...path].map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Absent or not ours to run: either way not a program that can be used.
    return false;
  }
}
