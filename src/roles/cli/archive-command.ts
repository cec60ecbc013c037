import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import {
  type ArchiveRequest,
  type ArchiveSummary,
  archiveEvents,
  countArchivable,
} from '../../application/archive/archive-events.ts';
import { createPartitionLeases } from '../../application/partition-leases.ts';
import { delay } from '../compose.ts';
import { openArchive } from '../open-archive.ts';
import { createProgressTeller, toForecast, toSummary } from './archive-report.ts';
import { type Cli, CommandFailed } from './cli.ts';
import { parseBefore } from './parse-before.ts';
import { type Opened, withStores } from './with-stores.ts';

interface Options {
  readonly before: number;
  readonly dryRun?: true;
}

/** Adds `gatehouse archive`. */
export function addArchiveCommand(program: Command, cli: Cli): void {
  program
    .command('archive')
    .summary('moves old events from the streams into files')
    .description(
      'Moves events from the streams into files in ARCHIVE_DIR: those that are older than a date and that a snapshot ' +
        'holds. Every stream keeps its last event. May be ended at any moment, and run again.',
    )
    .requiredOption(
      '--before <date>',
      'a date such as 2026-01-31, or a time such as 2026-01-31T12:00:00Z, in UTC',
      (text) => parseBefore(text),
    )
    .option('--dry-run', 'only tell what would be moved')
    .action((options: Options) => withStores(cli, (opened) => run(cli, opened, options)));
}

async function run(cli: Cli, opened: Opened, { before, dryRun }: Options): Promise<void> {
  const { config, stores } = opened;
  const folder = resolve(config.ARCHIVE_DIR);
  await stores.messageStore.prepare();
  const work = {
    store: stores.messageStore,
    archive: openArchive(config, opened.secrets.fingerprint),
    partitions: config.PARTITIONS,
    before,
    checkpoint: () => stopWhenAsked(cli.signal),
    onProgress: createProgressTeller(cli.tell, () => performance.now()),
  };
  if (dryRun) {
    for (const line of toForecast(await countArchivable(work), folder)) cli.print(line);
    return;
  }
  const summary = await archiveEvents({ ...work, leases: leasesOf(cli, opened) });
  for (const line of toSummary(summary, folder)) cli.print(line);
  failWhenBusy(summary);
}

function leasesOf(cli: Cli, { stores }: Opened): ArchiveRequest['leases'] {
  return createPartitionLeases({
    feeds: stores.feeds,
    group: 'archive',
    owner: randomUUID(),
    delay,
    clock: () => performance.now(),
    onWait: (partition) =>
      cli.tell(`partition ${partition}: waiting, because another run works on it or was killed`),
  });
}

function stopWhenAsked(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new CommandFailed('Stopped when asked to. Nothing is lost: the same command goes on from here.');
}

function failWhenBusy({ busy }: ArchiveSummary): void {
  if (busy.length === 0) return;
  throw new CommandFailed(
    `Another run of gatehouse archive works on the partitions ${busy.join(', ')}, which were left out here: wait ` +
      'until it has ended, and run this again to be sure that all is done.',
  );
}
