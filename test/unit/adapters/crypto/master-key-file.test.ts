import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InvalidMasterKey, readMasterKeyFile } from '../../../../src/adapters/crypto/master-key-file.ts';

const run = promisify(execFile);
const source = new URL('../../../../src/adapters/crypto/master-key-file.ts', import.meta.url).href;
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-key-'));
  path = join(folder, 'data', 'master.key');
});

afterEach(() => rm(folder, { recursive: true }));

/** Reads the key in a process of its own. */
async function readElsewhere(): Promise<string> {
  const script = `
    const { readMasterKeyFile } = await import(${JSON.stringify(source)});
    console.log((await readMasterKeyFile(${JSON.stringify(path)})).toString('hex'));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script]);
  return stdout.trim();
}

describe('readMasterKeyFile', () => {
  test('makes a missing file and its folder, for the owner only, and leaves nothing else', async () => {
    const key = await readMasterKeyFile(path);
    expect(key).toHaveLength(32);
    expect(await readFile(path, 'utf8')).toBe(`${key.toString('base64')}\n`);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'data'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(folder, 'data'))).toEqual(['master.key']);
  });

  test('reads the same key again', async () => {
    expect(await readMasterKeyFile(path)).toEqual(await readMasterKeyFile(path));
  });

  test('makes another key for another file', async () => {
    expect(await readMasterKeyFile(path)).not.toEqual(await readMasterKeyFile(join(folder, 'other.key')));
  });

  test('gives one key to many that start at once', async () => {
    const keys = await Promise.all(Array.from({ length: 50 }, () => readMasterKeyFile(path)));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(await readdir(join(folder, 'data'))).toEqual(['master.key']);
  });

  test('gives one key to processes that start at once', async () => {
    const keys = await Promise.all(Array.from({ length: 4 }, readElsewhere));
    expect(new Set(keys)).toEqual(new Set([(await readMasterKeyFile(path)).toString('hex')]));
  });

  test('reads a file with or without a line break at its end', async () => {
    const key = Buffer.alloc(32, 5);
    const file = join(folder, 'given.key');
    for (const end of ['', '\n', '\r\n']) {
      await writeFile(file, `${key.toString('base64')}${end}`);
      expect(await readMasterKeyFile(file)).toEqual(key);
    }
  });

  test.each([
    ['an empty file', ''],
    ['too few bytes', Buffer.alloc(31).toString('base64')],
    ['too many bytes', Buffer.alloc(33).toString('base64')],
    ['hexadecimal', 'ab'.repeat(32)],
    ['base64 cut off', Buffer.alloc(32, 5).toString('base64').slice(0, -2)],
    ['other signs', `*${Buffer.alloc(32, 5).toString('base64')}`],
    ['two keys', `${Buffer.alloc(32, 5).toString('base64')}\n${Buffer.alloc(32, 6).toString('base64')}`],
  ])('refuses %s, says what to do, and leaves the file', async (_, text) => {
    const file = join(folder, 'malformed.key');
    await writeFile(file, text);
    await expect(readMasterKeyFile(file)).rejects.toThrow(
      new InvalidMasterKey(
        `The master key file ${file} does not hold 32 bytes in base64. Put the file back as it was from a ` +
          'backup: nothing that was stored can be read with another key. Where nothing is stored yet, delete ' +
          'the file, and a new one is made.',
      ),
    );
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test('lets other failures travel on', async () => {
    await expect(readMasterKeyFile(folder)).rejects.toThrow('EISDIR');
  });
});
