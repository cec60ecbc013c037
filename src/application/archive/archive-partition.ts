import type { Segment, SegmentDraft, SegmentSize, Truncation } from '../../ports/archive.ts';
import { ArchiveDamaged, TruncationRefused } from '../../ports/errors.ts';
import type { MessageStore, StoredEvent } from '../../ports/message-store.ts';
import { mapBounded } from '../bounded-map.ts';
import type { ArchiveRun, PartitionOutcome, Progress } from './archive-run.ts';
import { assertArchived } from './assert-archived.ts';
import { findExports, readExport } from './find-exports.ts';
import { isSameEvent } from './same-event.ts';

const nothing: SegmentSize = { users: 0, events: 0, bytes: 0 };
/** How many streams are truncated together. */
const chunk = 128;

/**
 * Moves the events of one partition, in steps of which each can be the last: what an earlier run left is finished,
 * a segment is written, read back and compared with the streams, and published; only then events are removed.
 */
export async function archivePartition(run: ArchiveRun, partition: number): Promise<PartitionOutcome> {
  const report = (step: Progress['step'], size: SegmentSize) => run.onProgress({ partition, step, ...size });
  await run.archive.discardDrafts(partition);
  let refused = 0;
  for (const segment of await run.archive.unfinished(partition)) {
    report('finishing', nothing);
    refused += await truncateStreams(run, segment, ({ userId, below }) =>
      // It was compared when it was written, which may be long ago.
      assertArchived(run, userId, below),
    );
  }
  const draft = await run.archive.draft(partition, run.before);
  try {
    const written = await exportEvents(run, partition, draft, report);
    if (written.events > 0) {
      report('verifying', written);
      await verify(run, draft);
      run.checkpoint();
      const segment = await draft.publish();
      report('truncating', written);
      refused += await truncateStreams(run, segment);
    }
    report('done', written);
    return { ...written, refused };
  } finally {
    // Of what was published, nothing is left to discard.
    await draft.discard();
  }
}

async function exportEvents(
  run: ArchiveRun,
  partition: number,
  draft: SegmentDraft,
  report: (step: Progress['step'], size: SegmentSize) => void,
): Promise<SegmentSize> {
  let size = nothing;
  report('exporting', size);
  for await (const found of findExports(run, partition)) {
    const before = size.events;
    for await (const event of readExport(run, found)) {
      run.checkpoint();
      await draft.add(event);
      size = { ...size, events: size.events + 1 };
    }
    if (size.events > before) size = { ...size, users: size.users + 1 };
    report('exporting', size);
  }
  return draft.finish();
}

/** Compares what the disk gives back with what the streams hold. @throws ArchiveDamaged */
async function verify(run: ArchiveRun, draft: SegmentDraft): Promise<void> {
  let events: AsyncIterator<StoredEvent> | undefined;
  let userId = '';
  try {
    for await (const written of draft.read()) {
      run.checkpoint();
      if (written.userId !== userId) {
        await events?.return?.();
        userId = written.userId;
        events = streamOf(run.store, written);
      }
      const next = await events?.next();
      if (next?.done !== false || !isSameEvent(next.value, written)) throw differs(written);
    }
  } finally {
    await events?.return?.();
  }
}

function streamOf(
  store: Pick<MessageStore, 'read'>,
  { userId, version }: StoredEvent,
): AsyncIterator<StoredEvent> {
  return store.read(userId, version - 1)[Symbol.asyncIterator]();
}

function differs({ userId, version }: StoredEvent): ArchiveDamaged {
  return new ArchiveDamaged(
    `Event ${version} of user ${userId} was written to the archive otherwise than the stream holds it. Nothing was ` +
      'removed from the streams of this partition. Check the disk of ARCHIVE_DIR, and run again.',
  );
}

/** Truncates the streams that a segment relieves; answers with how many of them refused. */
async function truncateStreams(
  run: ArchiveRun,
  segment: Segment,
  check: (truncation: Truncation) => Promise<void> = async () => undefined,
): Promise<number> {
  const refused: Truncation[] = [];
  let batch: Truncation[] = [];
  const truncateBatch = async () => {
    run.checkpoint();
    const done = await mapBounded(batch, async (truncation) => {
      await check(truncation);
      return wasTruncated(run.store, truncation);
    });
    refused.push(...batch.filter((_, index) => !done[index]));
    batch = [];
  };
  for await (const truncation of segment.pending()) {
    if (batch.push(truncation) >= chunk) await truncateBatch();
  }
  await truncateBatch();
  run.checkpoint();
  await segment.markTruncated(refused);
  return refused.length;
}

async function wasTruncated(
  store: Pick<MessageStore, 'truncate'>,
  { userId, below }: Truncation,
): Promise<boolean> {
  try {
    await store.truncate(userId, below);
    return true;
  } catch (error) {
    // A view has not applied them yet: a later run tries again.
    if (error instanceof TruncationRefused) return false;
    throw error;
  }
}
