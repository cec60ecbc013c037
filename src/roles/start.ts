import { parseConfig } from './config.ts';
import { createProcess } from './process.ts';

const graceMilliseconds = 10_000;
const plainNames = ['InvalidSettings', 'StoreMismatch', 'FolderInUse', 'InvalidMasterKey', 'CannotListen'];

try {
  const running = await createProcess(parseConfig(process.env), fail);
  process.stdout.write(running.greeting);
  // A terminal sends Ctrl-C to npm and to this process, and npm sends it on: it comes more than once.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(running.stop));
} catch (error) {
  fail(error);
}

let stopping = false;

function stop(close: () => Promise<void>): void {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), graceMilliseconds).unref();
  close().then(() => process.exit(0), fail);
}

/** Says what is wrong: in words alone when that is all that a person needs to mend it. */
function fail(error: unknown): never {
  const name = error instanceof Error ? error.name : '';
  const plain = plainNames.includes(name);
  const text =
    error instanceof Error ? ((plain ? error.message : error.stack) ?? error.message) : String(error);
  process.stderr.write(`\nGatehouse cannot run.\n${text}\n`);
  process.exit(1);
}
