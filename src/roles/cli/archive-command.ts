import type { Command } from 'commander';
import { type Cli, CommandFailed } from './cli.ts';
import { withStores } from './with-stores.ts';

/** Adds `gatehouse archive`. */
export function addArchiveCommand(program: Command, cli: Cli): void {
  program
    .command('archive')
    .description('Moves events from the streams into files.')
    .requiredOption('--before <date>', 'events of an earlier time, as a date or an RFC 3339 time in UTC')
    .action(() =>
      withStores(cli, () => {
        throw new CommandFailed('Archiving is not there yet.');
      }),
    );
}
