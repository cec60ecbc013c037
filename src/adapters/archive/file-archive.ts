import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { WritableArchive } from '../../ports/archive.ts';
import type { StoreIdentity } from '../../ports/errors.ts';
import type { UserId } from '../../ports/message-store.ts';
import { partitionOf } from '../../ports/partitions.ts';
import { prepareFolder } from './archive-identity.ts';
import { listDrafts, listSegments, partitionFolder, segmentName } from './archive-layout.ts';
import { guarded } from './files.ts';
import { isUnfinished, toSegment } from './segment.ts';
import { createSegmentDraft } from './segment-draft.ts';
import { createSegmentReader } from './segment-reader.ts';

export interface FileArchiveOptions extends StoreIdentity {
  /** Where the archive lies; made by `prepare`. */
  readonly folder: string;
}

/**
 * An archive of files: a folder for each partition, and in it one for each segment with the events (JSON Lines,
 * compressed by gzip in blocks) and an index.
 */
export function createFileArchive({ folder, ...identity }: FileArchiveOptions): WritableArchive {
  const reader = createSegmentReader();
  return {
    prepare: () => guarded(() => prepareFolder(folder, identity)),
    async *read(userId, after) {
      let last = after;
      for (const place of await segmentsOf(userId)) {
        const events = await reader.find(place.folder, userId);
        yield* events.filter(({ version }) => version > last);
        last = Math.max(last, events.at(-1)?.version ?? 0);
      }
    },
    async lastVersion(userId) {
      for (const place of (await segmentsOf(userId)).toReversed()) {
        const last = (await reader.find(place.folder, userId)).at(-1);
        if (last !== undefined) return last.version;
      }
      return 0;
    },
    discardDrafts: (partition) =>
      guarded(async () => {
        for (const draft of await listDrafts(partitionFolder(folder, partition))) {
          await rm(draft, { recursive: true, force: true });
        }
      }),
    async unfinished(partition) {
      const places = await guarded(() => listSegments(partitionFolder(folder, partition)));
      const open = await Promise.all(places.map((place) => isUnfinished(place.folder)));
      return places.filter((_, index) => open[index]).map((place) => toSegment(place.folder));
    },
    async draft(partition, before) {
      const inside = partitionFolder(folder, partition);
      const segment = ((await guarded(() => listSegments(inside))).at(-1)?.segment ?? 0) + 1;
      return createSegmentDraft(join(inside, segmentName(segment)), {
        partition,
        segment,
        before: new Date(before).toISOString(),
        writtenAt: new Date().toISOString(),
      });
    },
  };

  function segmentsOf(userId: UserId) {
    return guarded(() => listSegments(partitionFolder(folder, partitionOf(userId, identity.partitions))));
  }
}
