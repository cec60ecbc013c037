import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderInUse, lockFolder } from '../../../../../src/adapters/relational/sqlite/lock-folder.ts';
import { openSqlite } from '../../../../../src/adapters/relational/sqlite/open-sqlite.ts';

const source = new URL('../../../../../src/adapters/relational/sqlite/lock-folder.ts', import.meta.url);

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-lock-'));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

test('refuses a folder while another process works in it, and says what to do', async () => {
  await processWithLock();

  expect(() => lockFolder(folder)).toThrow(FolderInUse);
  expect(() => lockFolder(folder)).toThrow(
    `Another server is running on the data folder ${folder}: stop it, or set DATA_DIR to another folder.`,
  );
});

test('takes a folder at once whose server was killed', async () => {
  const other = await processWithLock();
  expect(() => lockFolder(folder)).toThrow(FolderInUse);

  other.kill('SIGKILL');
  await once(other, 'exit');

  lockFolder(folder).release();
});

test('refuses a folder that this process works in, until it is released', () => {
  const lock = lockFolder(folder);

  expect(() => lockFolder(folder)).toThrow(FolderInUse);
  lock.release();
  lock.release();

  lockFolder(folder).release();
});

test('keeps nobody from opening the database', async () => {
  await processWithLock();
  const database = openSqlite(join(folder, 'gatehouse.db'));

  await database.dialect.migrate();

  await database.close();
});

test('makes the folder, for its owner alone', () => {
  const below = join(folder, 'data', 'here');

  lockFolder(below).release();

  expect(statSync(below).mode & 0o777).toBe(0o700);
});

test('makes the file of the lock for its owner alone, in a folder that others may read', () => {
  chmodSync(folder, 0o755);

  lockFolder(folder).release();

  expect(statSync(join(folder, 'gatehouse.lock')).mode & 0o777).toBe(0o600);
});

test('tells any other reason as it is', () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');

  expect(() => lockFolder(join(file, 'data'))).toThrow('ENOTDIR');
});

async function processWithLock(): Promise<ChildProcess> {
  const script = `
    const { lockFolder } = await import(${JSON.stringify(source.href)});
    const lock = lockFolder(${JSON.stringify(folder)});
    process.send('locked');
    process.on('message', lock.release);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  children.push(child);
  await once(child, 'message');
  return child;
}
