import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { onExit } from './servers/on-exit.ts';
import { waitFor, within } from './wait-for.ts';

/** Settings of the product, by the names of their environment variables. */
export type Settings = Readonly<Record<string, string>>;

/** How a process ended: by itself with a code, or by a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The product as a process of its own. Disposing of it ends it, however it is. */
export interface Product extends AsyncDisposable {
  readonly pid: number;
  /** Everything that it printed so far. */
  output(): string;
  readonly exited: Promise<Exit>;
  /** Sends a signal, SIGTERM if left out, and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Exit>;
  /** Ends it as a power cut would: SIGKILL. */
  kill(): Promise<Exit>;
}

/** The product once it listens. */
export interface RunningProduct extends Product {
  readonly url: string;
}

export interface LaunchOptions {
  /** Starts it as a person does, by `npm start`: slower by a second. */
  readonly viaNpm?: boolean;
}

const setpriv = '/usr/bin/setpriv';
const binaries = resolve('node_modules/.bin');

// All clients of tests come from one address.
const forTests = {
  PORT: '0',
  LIMIT_GUESSES_PER_SOURCE: 'off',
  LIMIT_REGISTRATIONS_PER_SOURCE: 'off',
  LIMIT_MAILS_PER_SOURCE: 'off',
};

/** Starts the product and returns at once. Of this process's environment it sees only what npm needs. */
export function launch(settings: Settings, { viaNpm = false }: LaunchOptions = {}): Product {
  const command = viaNpm ? ['npm', 'start'] : [`${binaries}/node`, 'src/roles/start.ts'];
  // Linux ends the process with this one, even when no handler of this one can run any more.
  const [program = '', ...args] = existsSync(setpriv)
    ? [setpriv, '--pdeathsig', 'KILL', ...command]
    : command;
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(program, args, {
    env: { PATH: `${binaries}:${PATH}`, HOME, npm_config_update_notifier: 'false', ...forTests, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, as a terminal would give it.
    detached: true,
  });
  return toProduct(child);
}

/** Starts the product, and waits until it answers that it is ready. */
export async function startProduct(settings: Settings, options?: LaunchOptions): Promise<RunningProduct> {
  const product = await startListening(settings, options);
  try {
    await waitFor(() => expectReady(product));
    return product;
  } catch (error) {
    await product.kill();
    throw new Error(`The product did not become ready:\n${product.output()}`, { cause: error });
  }
}

/** Starts the product, and waits until it listens: it need not be ready. */
export async function startListening(settings: Settings, options?: LaunchOptions): Promise<RunningProduct> {
  const product = launch(settings, options);
  try {
    return { ...product, url: await waitFor(() => addressIn(product.output())) };
  } catch (error) {
    await product.kill();
    throw new Error(`The product did not listen:\n${product.output()}`, { cause: error });
  }
}

export interface Readiness {
  readonly httpStatus: number;
  readonly body: unknown;
}

/** What /readyz answers. */
export async function readinessOf({ url }: { readonly url: string }): Promise<Readiness> {
  const response = await fetch(`${url}/readyz`);
  return { httpStatus: response.status, body: await response.json() };
}

async function expectReady(product: RunningProduct): Promise<void> {
  const { httpStatus, body } = await readinessOf(product);
  if (httpStatus !== 200 || !JSON.stringify(body).includes('"status":"ready"')) {
    throw new Error(`/readyz answers ${httpStatus} ${JSON.stringify(body)}`);
  }
}

function addressIn(output: string): string {
  const port = /listening on http:\/\/localhost:(\d+)/.exec(output)?.[1];
  if (port === undefined) throw new Error('It does not say where it listens.');
  return `http://127.0.0.1:${port}`;
}

function toProduct(child: ChildProcess): Product {
  const { pid } = child;
  if (pid === undefined) throw new Error('The product could not be started.');
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  let ended = false;
  const signalGroup = (signal: NodeJS.Signals) => {
    // Its number may belong to somebody else by now.
    if (ended) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Nobody is left in the group, so nobody needs the signal.
    }
  };
  const release = onExit(() => signalGroup('SIGKILL'));
  const exited = new Promise<Exit>((settle) => {
    // When its output has ended too, so that all of it can be read.
    child.once('close', (code, signal) => {
      ended = true;
      release();
      settle({ code, signal });
    });
  });
  const end = (signal: NodeJS.Signals) => {
    signalGroup(signal);
    return within(20_000, `The end by ${signal}`, exited);
  };
  return {
    pid,
    output: () => printed,
    exited,
    stop: (signal = 'SIGTERM') => end(signal),
    kill: () => end('SIGKILL'),
    [Symbol.asyncDispose]: async () => void (await end('SIGKILL')),
  };
}
