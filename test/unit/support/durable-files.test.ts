import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createDurableFiles } from '../../support/power-cut/durable-files.ts';
import { createTraceParser } from '../../support/power-cut/parse-trace.ts';

const folder = '/data';

let image: string;
let apply: ReturnType<typeof createDurableFiles>;

beforeEach(() => {
  image = mkdtempSync(join(tmpdir(), 'gatehouse-image-'));
  onTestFinished(() => rmSync(image, { recursive: true }));
  apply = createDurableFiles({ folder, image });
});

describe('the files that a power cut leaves', () => {
  test('have nothing of a write that was not synced', () => {
    replay(open('log'), write('one '), 'fdatasync(F) = 0', write('two '));
    expect(contents('log')).toBe('one ');
  });

  test('have nothing of a write behind the begin of a sync', () => {
    replay(
      open('log'),
      write('one '),
      'fdatasync(F <unfinished ...>',
      write('two '),
      '<... fdatasync resumed>) = 0',
    );
    expect(contents('log')).toBe('one ');
  });

  test('have nothing of a sync that had not returned, or that failed', () => {
    replay(
      open('log'),
      write('one '),
      'fsync(F) = -1 EIO (Input/output error)',
      'fdatasync(F <unfinished ...>',
    );
    expect(contents('log')).toBe('');
  });

  test('have their old contents where new ones were not synced', () => {
    replay(
      open('log'),
      `pwrite64(F, "${hex('old!')}", 4, 2) = 4`,
      'fsync(F) = 0',
      `pwrite64(F, "${hex('new')}", 3, 2) = 3`,
    );
    expect(contents('log')).toBe('\0\0old!');
  });

  test('keep their contents under a new name', () => {
    replay(open('draft'), write('one '), 'fsync(F) = 0', `rename("${hex('draft')}", "${hex('log')}") = 0`);
    expect(contents('log')).toBe('one ');
    expect(existsSync(join(image, 'draft'))).toBe(false);
  });

  test('have no file that was removed, and none of other folders', () => {
    replay(open('log'), `unlink("${hex('/data/log')}") = 0`, open('../elsewhere'));
    expect(existsSync(join(image, 'log'))).toBe(false);
    expect(existsSync(join(image, '../elsewhere'))).toBe(false);
  });
});

let opened = '';

/** Opens a file as number 9, which is `F` in the lines below. */
function open(name: string): string {
  opened = `9<${hex(join(folder, name))}>`;
  return `openat(AT_FDCWD<${hex(folder)}>, "${hex(name)}", O_RDWR|O_CREAT, 0600) = ${opened}`;
}

function write(text: string): string {
  return `write(F, "${hex(text)}", ${text.length}) = ${text.length}`;
}

function replay(...lines: readonly string[]): void {
  const parse = createTraceParser();
  for (const line of lines)
    for (const change of parse(`42 ${line.replace('(F', `(${opened}`)}`)) apply(change);
}

function hex(text: string): string {
  return [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

function contents(name: string): string {
  return readFileSync(join(image, name), 'latin1');
}
