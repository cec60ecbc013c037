import { parseConfig } from './config.ts';
import { createProcess } from './process.ts';

const graceMilliseconds = 10_000;
const plainNames = ['InvalidSettings', 'StoreMismatch', 'FolderInUse', 'InvalidMasterKey', 'CannotListen'];

let stopping = false;
// Until there is something to end in order.
let close = () => Promise.resolve();

// A terminal sends Ctrl-C to npm and to this process, and npm sends it on: it comes more than once.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);

try {
  const running = await createProcess(parseConfig(process.env), fail);
  close = running.stop;
  process.stdout.write(running.greeting);
} catch (error) {
  fail(error);
}

function stop(): void {
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
