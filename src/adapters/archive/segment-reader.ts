import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ArchiveDamaged } from '../../ports/errors.ts';
import type { StoredEvent, UserId } from '../../ports/message-store.ts';
import { fileNames } from './archive-layout.ts';
import { isLineOf, parseLine } from './event-line.ts';
import { guarded } from './files.ts';
import { createRecent } from './recent.ts';
import { type Block, blocksOf, parseSegmentIndex, type SegmentIndex } from './segment-index.ts';

const unzip = promisify(gunzip);
const rememberedIndices = 256;
const rememberedBlocks = 32;

/** Finds the events of users in segments. Segments never change, so what was read of late is remembered. */
export interface SegmentReader {
  /** The events of one user in a segment's folder, by version. @throws ArchiveDamaged */
  find(folder: string, userId: UserId): Promise<readonly StoredEvent[]>;
}

export function createSegmentReader(): SegmentReader {
  const indexOf = createRecent<SegmentIndex>(rememberedIndices);
  const linesOf = createRecent<readonly string[]>(rememberedBlocks);
  return {
    async find(folder, userId) {
      const index = await indexOf(folder, () => readSegmentIndex(folder));
      const path = join(folder, fileNames.events);
      const found: StoredEvent[] = [];
      for (const block of blocksOf(index, userId)) {
        const lines = await linesOf(`${path}:${block.offset}`, () => readOneBlock(path, block));
        found.push(...parseLines(path, lines.filter(isLineOf(userId))));
      }
      return found;
    },
  };
}

/** @throws ArchiveDamaged */
async function readSegmentIndex(folder: string): Promise<SegmentIndex> {
  const path = join(folder, fileNames.index);
  const text = await guarded(() => readFile(path, 'utf8'));
  try {
    return parseSegmentIndex(text);
  } catch (error) {
    throw damaged(`The index ${path} is not readable`, error);
  }
}

/** All events of a segment in their order, checked against its index. @throws ArchiveDamaged */
export async function* readSegment(folder: string): AsyncGenerator<StoredEvent> {
  const index = await readSegmentIndex(folder);
  const path = join(folder, fileNames.events);
  const hash = createHash('sha256');
  const file = await guarded(() => open(path, 'r'));
  let events = 0;
  try {
    for (const block of index.blocks) {
      const raw = await readRange(file, path, block);
      hash.update(raw);
      const found = parseLines(path, await toLines(raw, path, block));
      events += found.length;
      yield* found;
    }
  } finally {
    await file.close();
  }
  if (events !== index.events || hash.digest('hex') !== index.sha256) {
    throw damaged(`The file ${path} does not hold what its index says`);
  }
}

async function readOneBlock(path: string, block: Block): Promise<readonly string[]> {
  const file = await guarded(() => open(path, 'r'));
  try {
    return await toLines(await readRange(file, path, block), path, block);
  } finally {
    await file.close();
  }
}

async function readRange(file: FileHandle, path: string, block: Block): Promise<Buffer> {
  const buffer = Buffer.alloc(block.bytes);
  const { bytesRead } = await guarded(() => file.read(buffer, 0, block.bytes, block.offset));
  if (bytesRead !== block.bytes) throw damaged(`The file ${path} ends early, ${placeOf(block)}`);
  return buffer;
}

async function toLines(raw: Buffer, path: string, block: Block): Promise<readonly string[]> {
  try {
    return (await unzip(raw)).toString('utf8').split('\n').slice(0, -1);
  } catch (error) {
    throw damaged(`The file ${path} is damaged ${placeOf(block)}`, error);
  }
}

function parseLines(path: string, lines: readonly string[]): readonly StoredEvent[] {
  return lines.map((line) => {
    try {
      return parseLine(line);
    } catch (error) {
      throw damaged(`The file ${path} has a line that is no event`, error);
    }
  });
}

function placeOf({ offset, bytes }: Block): string {
  return `between the bytes ${offset} and ${offset + bytes}`;
}

function damaged(what: string, cause?: unknown): ArchiveDamaged {
  return new ArchiveDamaged(`${what}. Put it back from a backup of the archive.`, { cause });
}
