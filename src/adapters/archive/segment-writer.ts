import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { SegmentSize } from '../../ports/archive.ts';
import type { StoredEvent } from '../../ports/message-store.ts';
import { fileNames } from './archive-layout.ts';
import { toLine } from './event-line.ts';
import { guarded, ownerOnly, syncFolder, writeDurably } from './files.ts';
import type { Block, SegmentIndex } from './segment-index.ts';

const zip = promisify(gzip);

/** Large enough to compress well, and small enough to read one for one user. In bytes before compression. */
const blockBytes = 65_536;

/** Writes the two files of a segment into a folder. */
export interface SegmentWriter {
  add(event: StoredEvent): Promise<void>;
  finish(): Promise<SegmentSize>;
  /** Gives the file back without finishing it. */
  close(): Promise<void>;
}

export type SegmentTitle = Pick<SegmentIndex, 'partition' | 'segment' | 'before' | 'writtenAt'>;

export async function createSegmentWriter(folder: string, title: SegmentTitle): Promise<SegmentWriter> {
  const file = await guarded(() => open(join(folder, fileNames.events), 'wx', ownerOnly.file));
  const hash = createHash('sha256');
  const blocks: Block[] = [];
  let pending = startBlock();
  let last = { userId: '', version: 0 };
  let size: SegmentSize = { users: 0, events: 0, bytes: 0 };

  return {
    async add(event) {
      const { userId, version } = event;
      assertBehind(last, event);
      const line = `${toLine(event)}\n`;
      pending.firstUserId ??= userId;
      pending.lines.push(line);
      pending.bytes += Buffer.byteLength(line);
      size = { ...size, users: size.users + (userId === last.userId ? 0 : 1), events: size.events + 1 };
      last = { userId, version };
      if (pending.bytes >= blockBytes) await writeBlock();
    },
    async finish() {
      await writeBlock();
      await guarded(() => file.sync());
      await file.close();
      const index: SegmentIndex = { format: 1, ...title, ...size, sha256: hash.digest('hex'), blocks };
      await guarded(() => writeDurably(join(folder, fileNames.index), toText(index)));
      await guarded(() => syncFolder(folder));
      return size;
    },
    close: () => file.close(),
  };

  async function writeBlock(): Promise<void> {
    const { firstUserId, lines } = pending;
    if (firstUserId === undefined) return;
    const raw = await zip(lines.join(''));
    await guarded(() => writeAll(file, raw));
    hash.update(raw);
    blocks.push({ firstUserId, offset: size.bytes, bytes: raw.length });
    size = { ...size, bytes: size.bytes + raw.length };
    pending = startBlock();
  }
}

function startBlock(): { firstUserId: string | undefined; bytes: number; readonly lines: string[] } {
  return { firstUserId: undefined, bytes: 0, lines: [] };
}

/** A search by halves finds nothing in a file that is out of order. */
function assertBehind(last: Pick<StoredEvent, 'userId' | 'version'>, next: StoredEvent): void {
  const behind = next.userId === last.userId ? next.version > last.version : next.userId > last.userId;
  if (!behind) throw new Error(`Event ${next.version} of user ${next.userId} is out of order.`);
}

/** One write may take less than it is given. */
async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done)).bytesWritten;
  }
}

/** A line a block, so that people can read it. */
function toText({ blocks, ...rest }: SegmentIndex): string {
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  return `${head},\n  "blocks": [\n${blocks.map((block) => `    ${JSON.stringify(block)}`).join(',\n')}\n  ]\n}\n`;
}
