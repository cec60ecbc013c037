import type { ArchiveSummary } from '../../application/archive/archive-events.ts';
import type { Progress } from '../../application/archive/archive-run.ts';
import type { MonotonicClock } from '../../application/environment.ts';

/** Within a step that takes long, in milliseconds. */
const tellEvery = 2_000;

/** Tells how far a run is: every step of a partition that has something to move, and long ones in between. */
export function createProgressTeller(
  tell: (line: string) => void,
  clock: MonotonicClock,
): (progress: Progress) => void {
  let told = { step: '', at: Number.NEGATIVE_INFINITY };
  return (progress) => {
    const { step, events, users, bytes, partition } = progress;
    const isNew = step !== told.step && (events > 0 || step === 'finishing');
    if (!isNew && clock() - told.at < tellEvery) return;
    told = { step, at: clock() };
    const size = bytes > 0 ? `, ${toBytes(bytes)}` : '';
    tell(`partition ${partition}: ${step}, ${count(users, 'user')}, ${count(events, 'event')}${size}`);
  };
}

/** What a run did, in a line for each thing that a person may have to know. */
export function toSummary(summary: ArchiveSummary, folder: string): readonly string[] {
  const { users, events, bytes, refused } = summary;
  return [
    events === 0
      ? 'There was nothing to archive.'
      : `Archived ${count(events, 'event')} of ${count(users, 'user')}, ${toBytes(bytes)}, into ${folder}.`,
    ...refusedLines(refused),
  ];
}

/** What a run would do. */
export function toForecast({ users, events, refused }: ArchiveSummary, folder: string): readonly string[] {
  return [
    events === 0
      ? 'There is nothing to archive.'
      : `Would archive ${count(events, 'event')} of ${count(users, 'user')} into ${folder}.`,
    ...(refused === 0
      ? []
      : [`Would remove from ${count(refused, 'stream')} what an earlier run has archived.`]),
  ];
}

function refusedLines(refused: number): readonly string[] {
  return refused === 0
    ? []
    : [
        `${count(refused, 'stream')} could not be truncated yet, because a view has not applied the events: they are ` +
          'in the archive and in the stream, and the next run tries again. Is an aggregator running?',
      ];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function toBytes(bytes: number): string {
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
