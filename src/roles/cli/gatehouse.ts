#!/usr/bin/env node
import { createProgram } from './program.ts';
import { runProgram } from './run-program.ts';
import { createStatusLine } from './status-line.ts';

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  // Once: a second one ends the program at once.
  process.once(signal, () => stopping.abort());
}

const status = createStatusLine(process.stderr);
const program = createProgram({
  environment: process.env,
  print: (line) => status.beside(() => process.stdout.write(`${line}\n`)),
  tell: (line) => status.beside(() => process.stderr.write(`${line}\n`)),
  show: process.stderr.isTTY ? status.show : null,
  signal: stopping.signal,
});
process.exitCode = await runProgram(program, process.argv.slice(2));
