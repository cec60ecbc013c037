import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Segment, Truncation } from '../../ports/archive.ts';
import { fileNames } from './archive-layout.ts';
import { guarded, ifThere, writeDurably } from './files.ts';
import { readSegment } from './segment-reader.ts';

const truncated = z.object({ refused: z.array(z.object({ userId: z.string(), below: z.number() })) });

/** A published segment in its folder. */
export function toSegment(folder: string): Segment {
  return {
    name: folder,
    async *pending() {
      yield* (await refusedIn(folder)) ?? lastOfEach(folder);
    },
    markTruncated: (refused) =>
      guarded(() => writeDurably(join(folder, fileNames.truncated), `${JSON.stringify({ refused })}\n`)),
  };
}

/** Whether streams may still hold what the segment holds. */
export async function isUnfinished(folder: string): Promise<boolean> {
  return (await refusedIn(folder))?.length !== 0;
}

/** Which streams refused to be truncated; null when truncating did not come to its end yet. */
async function refusedIn(folder: string): Promise<readonly Truncation[] | null> {
  const text = await guarded(() => ifThere(readFile(join(folder, fileNames.truncated), 'utf8')));
  return text === null ? null : truncated.parse(JSON.parse(text)).refused;
}

async function* lastOfEach(folder: string): AsyncGenerator<Truncation> {
  let last: Truncation | null = null;
  for await (const { userId, version } of readSegment(folder)) {
    if (last !== null && last.userId !== userId) yield last;
    last = { userId, below: version + 1 };
  }
  if (last !== null) yield last;
}
