import { parseConfig } from './config.ts';
import { explainFailure } from './explain-failure.ts';
import { createProcess } from './process.ts';

const graceMilliseconds = 10_000;

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

function fail(error: unknown): never {
  process.stderr.write(`\nGatehouse cannot run.\n${explainFailure(error)}\n`);
  process.exit(1);
}
