import { type NamedBuild, NameTaken, type ViewBuild } from '../../../ports/view-builds.ts';
import { patient } from '../connect-elasticsearch.ts';
import { createIndex } from '../create-index.ts';
import { ElasticsearchFailure, isOfType } from '../failures.ts';
import { changeMeta } from '../index-meta.ts';
import { refreshIndex } from '../refresh-indices.ts';
import type { Versioned, ViewIndex } from '../view-index.ts';
import { toOperations } from '../writes/operations.ts';
import { throwIfRefused } from '../writes/write-everywhere.ts';
import { writeToTarget } from '../writes/write-to-target.ts';
import { type BuildParts, onceFilled, whileFilling } from './build-parts.ts';
import { createFilledBuild, goneError } from './filled-build.ts';
import { deleteIndex } from './leftovers.ts';
import { findNamed, listNamed, type NamedIndex, namedIndexOf } from './named-indices.ts';

interface NamedBuilds<Document, Reader> {
  begin(name: string, asOf: number): Promise<ViewBuild<Document>>;
  list(): Promise<readonly NamedBuild[]>;
  open(name: string): Promise<Reader | null>;
  write(name: string, documents: readonly Document[]): Promise<void>;
  drop(name: string): Promise<boolean>;
}

interface Parts<Document, Reader> extends BuildParts {
  readonly view: ViewIndex<Document>;
  readonly openReader: (index: string) => Reader;
}

/** Views as of an instant. */
export function createNamedBuilds<Document extends Versioned, Reader>(
  parts: Parts<Document, Reader>,
): NamedBuilds<Document, Reader> {
  const { client, view, openReader } = parts;
  return {
    async begin(name, asOf) {
      const left = await findUsable(parts, name, asOf);
      const index = namedIndexOf(view, name);
      // A name cannot have this character.
      const alias = `${index}_filling`;
      if (left === null) await create(parts, { index, alias, name, asOf });
      const publish = () => publishNamed(parts, { index, alias });
      return createFilledBuild({ client, view, index, alias, finished: left?.finished ?? [], publish });
    },
    async list() {
      const builds = await listNamed(client, view);
      return builds.map(({ name, asOf, index, isPublished }) => ({ name, asOf, index, isPublished }));
    },
    async open(name) {
      const build = await findNamed(client, view, name);
      return build?.isPublished ? openReader(build.index) : null;
    },
    async write(name, documents) {
      const build = await findNamed(client, view, name);
      if (build !== null && documents.length > 0) await writeNamed(parts, build, documents);
    },
    async drop(name) {
      const build = await findNamed(client, view, name);
      if (build === null) return false;
      await deleteIndex(client, build.index);
      return true;
    },
  };
}

/** What an earlier run left, if it has the latest shape; or else it is removed. @throws NameTaken */
async function findUsable({ client, view }: BuildParts, name: string, asOf: number) {
  const left = await findNamed(client, view, name);
  if (left === null) return null;
  assertSame(left, asOf);
  if (left.shape === view.shape) return left;
  await deleteIndex(client, left.index);
  return null;
}

async function create(
  { client, view }: BuildParts,
  build: { readonly index: string; readonly alias: string; readonly name: string; readonly asOf: number },
): Promise<void> {
  const { index, alias, name, asOf } = build;
  const isNew = await createIndex(client, view, {
    index,
    aliases: { [alias]: { is_write_index: true } },
    settings: whileFilling,
    meta: { name, asOf },
  });
  if (!isNew) throw new ElasticsearchFailure(`The index ${index} has come up meanwhile`);
}

/** @throws NameTaken */
function assertSame({ name, asOf, isPublished }: NamedBuild, wanted: number): void {
  if (isPublished) throw new NameTaken(`There is a view ${name} already.`);
  if (asOf === wanted) return;
  throw new NameTaken(`The view ${name} has been begun as of ${new Date(asOf).toISOString()}.`);
}

/** By an alias of its own: the name of an index that went away meanwhile would make a new one. */
async function writeNamed<Document extends Versioned>(
  { client, view }: Pick<Parts<Document, unknown>, 'client' | 'view'>,
  build: NamedIndex,
  documents: readonly Document[],
): Promise<void> {
  const { index } = build;
  const alias = `${index}_erasing`;
  try {
    await client.indices.putAlias({ index, name: alias, is_write_index: true }, patient);
  } catch (error) {
    if (isOfType(error, 'index_not_found_exception')) return;
    throw error;
  }
  const operations = toOperations(documents, { view, into: build, precedence: 'external' });
  const written = await writeToTarget(client, { alias, index }, operations);
  if (written.kind === 'closed') throw new ElasticsearchFailure('cluster_block_exception');
  if (written.kind === 'written') throwIfRefused(written.refused);
}

async function publishNamed(
  { client }: BuildParts,
  { index, alias }: { readonly index: string; readonly alias: string },
): Promise<void> {
  await client.indices.putSettings({ index, settings: onceFilled }, patient);
  if (!(await refreshIndex(client, index, patient))) throw goneError(index);
  if (!(await changeMeta(client, index, (meta) => ({ ...meta, published: true })))) throw goneError(index);
  try {
    await client.indices.deleteAlias({ index, name: alias }, patient);
  } catch (error) {
    if (!isOfType(error, 'aliases_not_found_exception')) throw error;
  }
}
