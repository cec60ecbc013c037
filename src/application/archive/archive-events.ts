import type { Segment } from '../../ports/archive.ts';
import type { PartitionLeases } from '../partition-leases.ts';
import { archivePartition } from './archive-partition.ts';
import type { ArchiveRun, PartitionOutcome } from './archive-run.ts';
import { findExports, readExport } from './find-exports.ts';

/** What a run did, or would do. */
export interface ArchiveSummary extends PartitionOutcome {
  /** Partitions that were left out, because another run works on them. */
  readonly busy: readonly number[];
}

export interface ArchiveRequest
  extends Pick<ArchiveRun, 'store' | 'archive' | 'before' | 'checkpoint' | 'onProgress'> {
  readonly partitions: number;
  readonly leases: PartitionLeases;
}

const nothing: ArchiveSummary = { users: 0, events: 0, bytes: 0, refused: 0, busy: [] };

/**
 * Moves events that are older than an instant and below their user's snapshot from the streams into the archive,
 * partition by partition. The last event of a stream stays. It can be ended at any moment and run again.
 * @throws ArchiveDamaged when the archive contradicts the streams; StoreMismatch; LeaseLost; Unavailable
 *
 * @example
 * const { events, busy } = await archiveEvents({ store, archive, before, leases, ...rest });
 */
export async function archiveEvents(request: ArchiveRequest): Promise<ArchiveSummary> {
  const { archive, leases, partitions, checkpoint } = request;
  await archive.prepare();
  let summary = nothing;
  for (let partition = 0; partition < partitions; partition += 1) {
    checkpoint();
    const outcome = await leases.hold(partition, (assertHeld) => {
      const holding = () => {
        checkpoint();
        assertHeld();
      };
      return archivePartition({ ...request, checkpoint: holding }, partition);
    });
    summary = outcome === null ? { ...summary, busy: [...summary.busy, partition] } : add(summary, outcome);
  }
  return summary;
}

/** What `archiveEvents` would move now. Nothing is written and nobody is kept from working. */
export async function countArchivable(request: Omit<ArchiveRequest, 'leases'>): Promise<ArchiveSummary> {
  let summary = nothing;
  for (let partition = 0; partition < request.partitions; partition += 1) {
    for (const segment of await request.archive.unfinished(partition)) {
      summary = add(summary, { ...nothing, refused: await countPending(segment) });
    }
    const found = await countExports(request, partition);
    request.onProgress({ partition, step: 'done', ...found });
    summary = add(summary, { ...found, refused: 0 });
  }
  return summary;
}

async function countPending(segment: Segment): Promise<number> {
  let streams = 0;
  for await (const _truncation of segment.pending()) streams += 1;
  return streams;
}

async function countExports(run: ArchiveRun, partition: number) {
  let users = 0;
  let events = 0;
  for await (const found of findExports(run, partition)) {
    const before = events;
    for await (const _event of readExport(run, found)) events += 1;
    if (events > before) users += 1;
  }
  return { users, events, bytes: 0 };
}

function add(summary: ArchiveSummary, outcome: PartitionOutcome): ArchiveSummary {
  return {
    ...summary,
    users: summary.users + outcome.users,
    events: summary.events + outcome.events,
    bytes: summary.bytes + outcome.bytes,
    refused: summary.refused + outcome.refused,
  };
}
