import { type Command, CommanderError } from 'commander';
import { explainFailure } from '../explain-failure.ts';

/** Exit codes: what shells and schedulers act on. */
const done = 0;
const failed = 1;
const misused = 2;

/** Runs the command that the arguments name. Answers with the exit code; what went wrong is told. */
export async function runProgram(program: Command, args: readonly string[]): Promise<number> {
  try {
    await program.parseAsync(args, { from: 'user' });
    return done;
  } catch (error) {
    // Commander has told it already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? done : misused;
    program.configureOutput().writeErr?.(`${explainFailure(error)}\n`);
    return failed;
  }
}
