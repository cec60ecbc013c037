import { z } from 'zod';

const block = z.object({
  /** Whose event the block begins with. */
  firstUserId: z.string(),
  /** Where the block begins in the file, and how long it is, compressed. */
  offset: z.number(),
  bytes: z.number(),
});

const segmentIndex = z.object({
  format: z.literal(1),
  partition: z.number(),
  segment: z.number(),
  /** Only events before this time were taken. */
  before: z.string(),
  writtenAt: z.string(),
  users: z.number(),
  events: z.number(),
  /** Of the whole file, and its SHA-256 in hexadecimal. */
  bytes: z.number(),
  sha256: z.string(),
  blocks: z.array(block),
});

/** A part of a segment's file that is compressed by itself. */
export type Block = Readonly<z.infer<typeof block>>;

/** What is known of a segment without reading its events. */
export type SegmentIndex = Readonly<z.infer<typeof segmentIndex>>;

/** @throws Error for a text that is no index of this format */
export function parseSegmentIndex(text: string): SegmentIndex {
  return segmentIndex.parse(JSON.parse(text));
}

/** The blocks that can hold events of a user, found in logarithmic time. */
export function blocksOf({ blocks }: SegmentIndex, userId: string): readonly Block[] {
  const start = firstNotBelow(blocks, userId);
  let end = start;
  while (blocks[end]?.firstUserId === userId) end += 1;
  // Events of this user may begin in the middle of the block before.
  return blocks.slice(Math.max(0, start - 1), end);
}

/** The first block that begins with this user or with a later one. */
function firstNotBelow(blocks: readonly Block[], userId: string): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((blocks[middle]?.firstUserId ?? '') < userId) low = middle + 1;
    else high = middle;
  }
  return low;
}
