import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onExit } from '../../test/support/servers/on-exit.ts';
import type { Usage } from './report-usage.ts';
import { apart, type StoreServers } from './store-servers.ts';

/** The whole product in a process of its own, with nothing in its stores. */
export interface Gateway {
  readonly port: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

const project = fileURLToPath(new URL('../..', import.meta.url));
const preloaded = new URL('report-usage.ts', import.meta.url).href;

/** As in production, but that many clients share one address here. */
const common = {
  NODE_ENV: 'production',
  LOG_LEVEL: 'error',
  PORT: '0',
  LIMIT_GUESSES_PER_SOURCE: 'off',
  LIMIT_GUESSES_PER_ACCOUNT_AND_SOURCE: 'off',
  LIMIT_REGISTRATIONS_PER_SOURCE: 'off',
  LIMIT_MAILS_PER_SOURCE: 'off',
};

/** Of BENCH_GATEWAY_OPTIONS it takes options for Node, such as `--cpu-prof`. */
export async function startGateway(settings: StoreServers['settings']): Promise<Gateway> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
  const options = (process.env['BENCH_GATEWAY_OPTIONS'] ?? '').split(' ').filter((option) => option !== '');
  const child = spawn(process.execPath, [...options, '--import', preloaded, 'src/roles/start.ts'], {
    cwd: project,
    env: { ...common, DATA_DIR: folder, ...apart(settings) },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const release = onExit(() => child.kill('SIGKILL'));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    release();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const port = await portOf(child);
    await untilReady(child, port);
    return { port, usage: () => usageOf(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function usageOf(child: ChildProcess): Promise<Usage> {
  const answer = once(child, 'message');
  child.send('usage');
  const [usage]: Usage[] = await answer;
  if (usage === undefined) throw new Error('The gateway does not tell what it has used.');
  return usage;
}

async function portOf({ stdout }: ChildProcess): Promise<number> {
  let printed = '';
  for await (const chunk of stdout ?? []) {
    printed += chunk;
    const port = /listening on http:\/\/localhost:(\d+)/.exec(printed)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`The gateway ended before it listened:\n${printed}`);
}

async function untilReady(child: ChildProcess, port: number): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (child.exitCode === null && performance.now() < deadline) {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    if ((await response.text()).includes('"status":"ready"')) return;
    await sleep(50);
  }
  throw new Error('The gateway did not become ready.');
}
