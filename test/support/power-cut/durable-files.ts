import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { FileChange } from './parse-trace.ts';

/** A change of a file's contents that the disk may not have yet. */
type Pending = { readonly data: Buffer; readonly offset: number } | { readonly size: number };

interface TracedFile {
  /** As the server sees it, with all that it wrote. */
  length: number;
  /** Of how many changes the disk has all. */
  durable: number;
  readonly pending: Pending[];
  /** Up to which change each waiting thread will know the disk to have all. */
  readonly waiting: Map<string, number>;
}

/**
 * The files of a folder as a power cut leaves them: `image` begins as a copy of what the disk has, and gets a change
 * only once an fsync of its file has returned that began after the change. Names are taken to be on the disk at once.
 */
export function createDurableFiles({ folder, image }: { readonly folder: string; readonly image: string }) {
  const files = new Map<string, TracedFile>();

  /** The same file in the image; null for one of another folder, and for pipes and sockets. */
  function placeOf(path: string): string | null {
    const inside = relative(folder, resolve(folder, path));
    return path === '' || inside.startsWith('..') ? null : join(image, inside);
  }

  function fileAt(place: string): TracedFile {
    const known = files.get(place);
    if (known !== undefined) return known;
    const length = existsSync(place) ? statSync(place).size : 0;
    const file: TracedFile = { length, durable: 0, pending: [], waiting: new Map() };
    files.set(place, file);
    return file;
  }

  function rename(from: string, to: string): void {
    const moved = files.get(from);
    files.delete(from);
    files.delete(to);
    if (moved !== undefined) files.set(to, moved);
    mkdirSync(dirname(to), { recursive: true });
    if (existsSync(from)) renameSync(from, to);
    // The name is there, and nothing of what it stands for.
    else writeFileSync(to, '');
  }

  function applyToFile(change: Exclude<FileChange, { readonly kind: 'rename' }>, place: string): void {
    if (change.kind === 'remove') {
      files.delete(place);
      rmSync(place, { force: true });
      return;
    }
    const file = fileAt(place);
    switch (change.kind) {
      case 'create':
        if (!existsSync(place)) writeDurably(place, []);
        return;
      case 'write': {
        const offset = change.offset ?? file.length;
        file.pending.push({ data: change.data, offset });
        file.length = Math.max(file.length, offset + change.data.length);
        return;
      }
      case 'resize':
        file.pending.push({ size: change.size });
        file.length = change.size;
        return;
      case 'sync begun':
        file.waiting.set(change.thread, file.durable + file.pending.length);
        return;
      case 'synced':
        settle(file, change.thread, place);
    }
  }

  return (change: FileChange): void => {
    if (change.kind === 'rename') {
      const [from, to] = [placeOf(change.from), placeOf(change.to)];
      if (from !== null && to !== null) rename(from, to);
      return;
    }
    const place = placeOf(change.path);
    if (place !== null) applyToFile(change, place);
  };
}

/** Brings what a thread has waited for to the disk. Another thread may have brought some of it. */
function settle(file: TracedFile, thread: string, place: string): void {
  const until = file.waiting.get(thread) ?? 0;
  const changes = file.pending.splice(0, Math.max(0, until - file.durable));
  file.durable += changes.length;
  // Nothing is new also where a folder is synced.
  if (changes.length > 0) writeDurably(place, changes);
}

function writeDurably(place: string, changes: readonly Pending[]): void {
  mkdirSync(dirname(place), { recursive: true });
  if (!existsSync(place)) writeFileSync(place, '', { mode: 0o600 });
  const file = openSync(place, 'r+');
  for (const change of changes) {
    if ('size' in change) ftruncateSync(file, change.size);
    else writeSync(file, change.data, 0, change.data.length, change.offset);
  }
  closeSync(file);
}
