import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SegmentDraft } from '../../ports/archive.ts';
import { LeaseLost } from '../../ports/errors.ts';
import { draftSuffix } from './archive-layout.ts';
import { guarded, isCode, ownerOnly, syncFolder } from './files.ts';
import { toSegment } from './segment.ts';
import { readSegment } from './segment-reader.ts';
import { createSegmentWriter, type SegmentTitle } from './segment-writer.ts';

/** Begins a segment in a folder of its own, which takes the segment's name when it is published. */
export async function createSegmentDraft(target: string, title: SegmentTitle): Promise<SegmentDraft> {
  // Two runs that take each other for ended do not write into the same folder.
  const folder = `${target}.${randomUUID()}${draftSuffix}`;
  await guarded(() => mkdir(folder, { recursive: true, mode: ownerOnly.folder }));
  const writer = await createSegmentWriter(folder, title);
  return {
    add: writer.add,
    finish: writer.finish,
    read: () => readSegment(folder),
    async publish() {
      await guarded(() => renameToNew(folder, target));
      await guarded(() => syncFolder(dirname(target)));
      // The partition's own folder may be new.
      await guarded(() => syncFolder(dirname(dirname(target))));
      return toSegment(target);
    },
    async discard() {
      await writer.close();
      await guarded(() => rm(folder, { recursive: true, force: true }));
    },
  };
}

/** @throws LeaseLost */
async function renameToNew(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) throw error;
    throw new LeaseLost(`Another run has worked on ${to} meanwhile.`, { cause: error });
  }
}
