import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type StoreIdentity, StoreMismatch } from '../../ports/errors.ts';
import { ifThere, ownerOnly, syncFolder, writeDurably } from './files.ts';

const identity = z.object({ format: z.literal(1), partitions: z.number(), keyFingerprint: z.string() });

/** Records whose archive a folder is, or checks it. @throws StoreMismatch */
export async function prepareFolder(folder: string, store: StoreIdentity): Promise<void> {
  const { partitions, keyFingerprint } = store;
  await mkdir(folder, { recursive: true, mode: ownerOnly.folder });
  const path = join(folder, 'archive.json');
  const text = await ifThere(readFile(path, 'utf8'));
  if (text === null) {
    await writeDurably(path, `${JSON.stringify({ format: 1, partitions, keyFingerprint })}\n`);
    await syncFolder(dirname(folder));
    return;
  }
  const found = identity.parse(JSON.parse(text));
  if (found.partitions !== partitions || found.keyFingerprint !== keyFingerprint) {
    throw new StoreMismatch(
      `The folder ${folder} holds the archive of another store: set ARCHIVE_DIR to the one of this store.`,
    );
  }
}
