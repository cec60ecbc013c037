import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ifThere } from './files.ts';

/** The names within the folder of a segment. */
export const fileNames = {
  events: 'events.jsonl.gz',
  index: 'index.json',
  truncated: 'truncated.json',
} as const;

/** What the folders of segments that are being written end with. */
export const draftSuffix = '.partial';

const segmentPattern = /^segment-(\d{6,})$/;

export function partitionFolder(archive: string, partition: number): string {
  return join(archive, `partition-${String(partition).padStart(4, '0')}`);
}

export function segmentName(segment: number): string {
  return `segment-${String(segment).padStart(6, '0')}`;
}

/** A published segment's number and folder. */
export interface SegmentPlace {
  readonly segment: number;
  readonly folder: string;
}

/** The published segments in the folder of a partition, the oldest first. */
export async function listSegments(folder: string): Promise<readonly SegmentPlace[]> {
  const names = (await ifThere(readdir(folder))) ?? [];
  return names
    .flatMap((name) => {
      const digits = segmentPattern.exec(name)?.[1];
      return digits === undefined ? [] : [{ segment: Number(digits), folder: join(folder, name) }];
    })
    .sort((a, b) => a.segment - b.segment);
}

/** The drafts in the folder of a partition. */
export async function listDrafts(folder: string): Promise<readonly string[]> {
  const names = (await ifThere(readdir(folder))) ?? [];
  return names.filter((name) => name.endsWith(draftSuffix)).map((name) => join(folder, name));
}
