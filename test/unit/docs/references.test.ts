import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settings } from '../../../src/roles/settings.ts';
import { findAll, projectFolder, readText } from './markdown.ts';

const commandNames = new Set(['TOKEN', 'REFRESH', 'POSITION', 'ADMIN_TOKEN', 'ADMIN_POSITION']);

describe('the documents', () => {
  it('link only to files and headings that exist', () => {
    const broken = findAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g).filter(
      ({ path, match }) => !resolves(path, match),
    );
    expect(broken).toEqual([]);
  });

  it('name only paths that exist', () => {
    const missing = findAll(/`((?:src|test|docs|deploy|bench)\/[\w./-]*)`/g).filter(
      ({ match }) => !existsSync(join(projectFolder, match)),
    );
    expect(missing).toEqual([]);
  });

  it('name only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    const missing = findAll(/npm run ([\w:-]+)/g).filter(({ match }) => !Object.hasOwn(scripts, match));
    expect(missing).toEqual([]);
  });

  it('set only variables that are settings', () => {
    const unknown = findAll(/(?<![\w$])([A-Z][A-Z_]{3,})=/g).filter(
      ({ match }) => !Object.hasOwn(settings, match) && !isOther(match),
    );
    expect(unknown).toEqual([]);
  });
});

describe('README.md', () => {
  it('names only settings and error codes that exist', () => {
    const named = findAll(/`([A-Z][A-Z_]{3,})`/g).filter(({ path }) => path === 'README.md');
    const codes = readText('src/graphql/errors.ts');
    const isKnown = (name: string) => Object.hasOwn(settings, name) || codes.includes(`'${name}'`);
    expect(named.filter(({ match }) => !isKnown(match) && match !== 'WAIT')).toEqual([]);
  });
});

function isOther(name: string): boolean {
  return commandNames.has(name) || name.startsWith('TEST_');
}

function resolves(from: string, link: string): boolean {
  const [file = '', heading] = link.split('#');
  const target = file === '' ? from : join(dirname(from), file);
  if (!existsSync(join(projectFolder, target))) return false;
  return heading === undefined || headingsOf(target).includes(heading);
}

/** The anchors that GitHub gives to the headings of a page. */
function headingsOf(path: string): readonly string[] {
  return Array.from(readText(path).matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
