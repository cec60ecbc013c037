#!/usr/bin/env node
import { createProgram } from './program.ts';
import { runProgram } from './run-program.ts';

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  // Once: a second one ends the program at once.
  process.once(signal, () => stopping.abort());
}

const program = createProgram({
  environment: process.env,
  print: (line) => process.stdout.write(`${line}\n`),
  tell: (line) => process.stderr.write(`${line}\n`),
  signal: stopping.signal,
});
process.exitCode = await runProgram(program, process.argv.slice(2));
