import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = fileURLToPath(new URL('../../..', import.meta.url));

export interface MarkdownFile {
  /** Its path in the project. */
  readonly path: string;
  readonly text: string;
}

export interface Fence {
  readonly language: string;
  readonly text: string;
}

/** The project's own documents. */
function markdownFiles(): readonly MarkdownFile[] {
  const top = readdirSync(projectFolder);
  const docs = readdirSync(join(projectFolder, 'docs'), { recursive: true, encoding: 'utf8' });
  return [...top, ...docs.map((path) => join('docs', path))]
    .filter((path) => path.endsWith('.md'))
    .map((path) => ({ path, text: readText(path) }));
}

export function readText(path: string): string {
  return readFileSync(join(projectFolder, path), 'utf8');
}

/** The blocks of code of a document, in order. */
export function fencesOf(text: string): readonly Fence[] {
  return Array.from(text.matchAll(/^```(\w*)\n(.*?)^```$/gms), ([, language = '', body = '']) => ({
    language,
    text: body,
  }));
}

/** What matches in all documents, by the first group, as `<path>: <match>`. */
export function findAll(pattern: RegExp): readonly { readonly path: string; readonly match: string }[] {
  return markdownFiles().flatMap(({ path, text }) =>
    Array.from(text.matchAll(pattern), ([, match = '']) => ({ path, match })),
  );
}
