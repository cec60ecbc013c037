import { resolve } from 'node:path';
import { createFileArchive } from '../adapters/archive/file-archive.ts';
import type { WritableArchive } from '../ports/archive.ts';
import type { Config } from './config.ts';

/** The archive in ARCHIVE_DIR. Nothing is made where there is none, and nothing is kept open. */
export function openArchive(
  { ARCHIVE_DIR, PARTITIONS: partitions }: Pick<Config, 'ARCHIVE_DIR' | 'PARTITIONS'>,
  keyFingerprint: string,
): WritableArchive {
  return createFileArchive({ folder: resolve(ARCHIVE_DIR), partitions, keyFingerprint });
}
