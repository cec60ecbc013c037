import { spawn } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fencesOf, readText } from '../unit/docs/markdown.ts';
import { findFreePort } from './servers/free-port.ts';
import { onExit } from './servers/on-exit.ts';
import { claimFolder } from './servers/temporary-folder.ts';
import { waitFor } from './wait-for.ts';

/** The block of code of a guide that has this text in it. */
export function codeOf(guide: string, mark: string): string {
  const found = fencesOf(readText(guide)).filter(({ text }) => text.includes(mark));
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw new Error(`${guide} shows ${mark} ${found.length} times.`);
  return only.text;
}

/** A text with others in the place of some of its own, each of which it has to have. */
export function replaced(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`It has no ${from}:\n${result}`);
    return result.replaceAll(from, to);
  }, text);
}

/** A module that finds the packages of the project. Answers with its path, which goes with this process. */
export function writeModule(name: string, text: string): string {
  const { path: folder } = claimFolder(undefined);
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

export interface Service extends Disposable {
  readonly url: string;
}

/** Runs a service that listens on port 3000, on a free one instead. */
export async function startService(program: string): Promise<Service> {
  const port = await findFreePort();
  const path = writeModule(
    'service.mjs',
    replaced(program, { 'listen(3000)': `listen(${port}, '127.0.0.1')` }),
  );
  const child = spawn(resolve('node_modules/.bin/node'), [path], { stdio: 'inherit' });
  const release = onExit(() => child.kill('SIGKILL'));
  const url = `http://127.0.0.1:${port}`;
  await waitFor(() => fetch(url));
  return {
    url,
    [Symbol.dispose]() {
      child.kill('SIGKILL');
      release();
    },
  };
}
