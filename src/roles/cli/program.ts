import { Command } from 'commander';
import { addArchiveCommand } from './archive-command.ts';
import type { Cli } from './cli.ts';
import { addDoctorCommand } from './doctor-command.ts';
import { addKeysCommand } from './keys-command.ts';
import { addParkedCommand } from './parked-command.ts';
import { addRebuildCommand } from './rebuild-command.ts';
import { addVerifyCommand } from './verify-command.ts';
import { addViewsCommand } from './views-command.ts';

const description =
  'Looks after the stores of a Gatehouse. Reads the same settings from the environment as the server.';

/** The program `gatehouse` with all of its commands. */
export function createProgram(cli: Cli): Command {
  const program = new Command('gatehouse')
    .description(description)
    .configureOutput({
      writeOut: (text) => cli.print(text.trimEnd()),
      writeErr: (text) => cli.tell(text.trimEnd()),
    })
    .showHelpAfterError('Run gatehouse --help to see what there is.')
    // Commands take this over when they are added.
    .exitOverride();
  addArchiveCommand(program, cli);
  addDoctorCommand(program, cli);
  addKeysCommand(program, cli);
  addParkedCommand(program, cli);
  addRebuildCommand(program, cli);
  addVerifyCommand(program, cli);
  addViewsCommand(program, cli);
  return program;
}
