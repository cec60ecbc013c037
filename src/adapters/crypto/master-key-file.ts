import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

const keyBytes = 32;
const ownerOnly = 0o600;

/** The file holds something else than a key. */
export class InvalidMasterKey extends Error {
  override readonly name = 'InvalidMasterKey';
}

/**
 * The master key in a file: 32 bytes as base64. A missing file is made, with a random key that only the owner
 * can read; of several processes that start at once one makes it, and all read the same.
 * @throws InvalidMasterKey, which says what to do
 */
export async function readMasterKeyFile(path: string): Promise<Buffer> {
  const text = (await readIfThere(path)) ?? (await create(path));
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === keyBytes && key.toString('base64') === text.trim()) return key;
  throw new InvalidMasterKey(
    `The master key file ${path} does not hold 32 bytes in base64. Put the file back as it was from a backup: ` +
      'nothing that was stored can be read with another key. Where nothing is stored yet, delete the file, ' +
      'and a new one is made.',
  );
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

async function create(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  await writeDurably(draft, `${randomBytes(keyBytes).toString('base64')}\n`);
  try {
    // A link appears whole or not at all, and never in the place of another's file.
    await link(draft, path);
  } catch (error) {
    // Another process was first: its key is read below.
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  await syncFolder(dirname(path));
  return readFile(path, 'utf8');
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', ownerOnly);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
