import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onExit } from './on-exit.ts';
import type { SystemUser } from './system-user.ts';

export interface ServerProcess {
  readonly pid: number;
  isRunning(): boolean;
  /** The end of what the server printed. */
  output(): string;
  /** Asks the server to end, and ends it by force when it has not within 20 seconds. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** `kill -9`, for it and for whatever it started in its process group. */
  kill(): Promise<void>;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Where the server's output goes, as `server.log`. */
  readonly folder: string;
  readonly user?: SystemUser | undefined;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** A program with its arguments that starts the server in its turn, such as a tracer. */
  readonly under?: readonly string[] | undefined;
}

const SETPRIV = '/usr/bin/setpriv';

/**
 * Starts a server in a process group of its own. It also dies with this process when that is killed so hard
 * that no handler runs, because the kernel is asked to see to it (Linux).
 */
export async function startProcess(server: ServerCommand): Promise<ServerProcess> {
  const logFile = join(server.folder, 'server.log');
  const log = openSync(logFile, 'a');
  const [command, args] = withParentDeathSignal(server);
  const child = spawn(command, args, {
    cwd: server.cwd ?? server.folder,
    env: { ...process.env, ...server.env },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${server.command} has no process id.`);
  const release = onExit(() => signalGroup(pid, 'SIGKILL'));
  const forceEnd = async (): Promise<void> => {
    signalGroup(pid, 'SIGKILL');
    // What is left five seconds after SIGKILL has ended as well, and only waits for PID 1 to notice.
    await untilGroupEnded(pid, 5_000);
    release();
  };
  return {
    pid,
    isRunning: () => isRunning(child),
    output: () => readFileSync(logFile, 'utf8').split('\n').slice(-40).join('\n'),
    stop: async (signal = 'SIGTERM') => {
      if (isRunning(child)) child.kill(signal);
      await untilGroupEnded(pid, 20_000);
      await forceEnd();
    },
    kill: forceEnd,
  };
}

/** Waits until `probe` no longer rejects; rejects as soon as the server has ended instead. */
export async function untilReady(
  name: string,
  server: ServerProcess,
  probe: () => Promise<unknown>,
): Promise<void> {
  const deadline = Date.now() + 110_000;
  while (server.isRunning()) {
    try {
      await probe();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        await server.kill();
        throw new Error(`${name} did not answer within 110 seconds:\n${server.output()}`, { cause: error });
      }
      await sleep(50);
    }
  }
  throw new Error(`${name} ended while it was starting:\n${server.output()}`);
}

function withParentDeathSignal({ command, args, user, under = [] }: ServerCommand): [string, string[]] {
  if (!existsSync(SETPRIV)) {
    if (user !== undefined) throw new Error('Install util-linux: tests that run as root need its setpriv.');
    const [program = command, ...rest] = [...under, command, ...args];
    return [program, rest];
  }
  const identity = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : [];
  const dying = ['--pdeathsig', 'KILL'];
  // What starts the server is the server's parent, and dies with this process itself.
  const through = under.length === 0 ? [] : [...under, SETPRIV, ...dying];
  return [SETPRIV, [...identity, ...dying, ...through, command, ...args]];
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function untilGroupEnded(pid: number, patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (signalGroup(pid, 0) && Date.now() < deadline) await sleep(20);
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    // No process of the group is left, which is what the callers want to bring about or to know.
    return false;
  }
}
