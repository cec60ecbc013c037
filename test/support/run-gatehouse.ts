import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import type { Settings } from './product.ts';

/** What a command printed, and the code with which it ended. */
export interface CommandOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const node = resolve('node_modules/.bin/node');
const timeout = 30_000;

/** Runs the program `gatehouse` to its end. Of this process's environment it sees only PATH. */
export function runGatehouse(args: readonly string[], settings: Settings): Promise<CommandOutcome> {
  const { PATH = '' } = process.env;
  return new Promise((settle, reject) => {
    const all = ['src/roles/cli/gatehouse.ts', ...args];
    execFile(node, all, { env: { PATH, ...settings }, timeout }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      // A signal, or a program that is not there, gives no number.
      if (typeof code === 'number') settle({ code, stdout, stderr });
      else reject(error ?? new Error('The program ended without a code.'));
    });
  });
}
