import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { temporaryFolder } from './archives.ts';
import type { Settings } from './product.ts';
import type { CommandOutcome } from './run-gatehouse.ts';
import { within } from './wait-for.ts';

/** Runs the program as a person does, by `npx gatehouse`, without a network. */
export function npxGatehouse(args: readonly string[], settings: Settings): Promise<CommandOutcome> {
  return startNpxGatehouse(args, settings).outcome;
}

/** Starts it so, and tells what it has told so far. */
export function startNpxGatehouse(args: readonly string[], settings: Settings) {
  const { PATH = '' } = process.env;
  // A home of its own, and not the node of these tests: npx brings the one of the project.
  const env = { PATH, HOME: temporaryFolder(), npm_config_offline: 'true', npm_config_loglevel: 'error' };
  const child = spawn('npx', ['gatehouse', ...args], { env: { ...env, ...settings } });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  return { outcome: outcomeOf(child), told: () => told };
}

/** Kills the program as soon as it prints this; answers whether it came so far. */
export async function killedAt(text: string, args: readonly string[], settings: Settings): Promise<boolean> {
  const child = spawnGatehouse(args, settings);
  let printed = '';
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    printed += more;
    if (printed.includes(text)) child.kill('SIGKILL');
  });
  return (await ended(child)) === 'SIGKILL';
}

/** Kills the program at this moment; answers whether it ran so long. */
export async function killedWhen(
  moment: Promise<unknown>,
  args: readonly string[],
  settings: Settings,
): Promise<boolean> {
  const child = spawnGatehouse(args, settings);
  child.stderr.resume();
  const end = ended(child);
  await Promise.race([moment, end]);
  child.kill('SIGKILL');
  return (await end) === 'SIGKILL';
}

function spawnGatehouse(args: readonly string[], settings: Settings) {
  const { PATH = '' } = process.env;
  const program = ['src/roles/cli/gatehouse.ts', ...args];
  return spawn(resolve('node_modules/.bin/node'), program, { env: { PATH, ...settings } });
}

async function outcomeOf(child: ReturnType<typeof spawn>): Promise<CommandOutcome> {
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
    });
  }
  const code = await ended(child);
  if (typeof code !== 'number') throw new Error(`It was ended by ${code}.\n${printed.stderr}`);
  return { code, ...printed };
}

/** The code with which a process ended, or the signal. */
function ended(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  const end = new Promise<number | NodeJS.Signals | null>((settle) => {
    child.once('close', (code, signal) => settle(code ?? signal));
  });
  return within(60_000, 'The end of the program', end);
}
