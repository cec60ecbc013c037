import { randomUUID } from 'node:crypto';
import type { ViewBuild } from '../../../ports/view-builds.ts';
import { patient } from '../connect-elasticsearch.ts';
import { createIndex } from '../create-index.ts';
import { ElasticsearchFailure, isOfType } from '../failures.ts';
import { changeMeta, describeIndices, type IndexDescription } from '../index-meta.ts';
import { pendingAliasOf, type Versioned, type ViewIndex } from '../view-index.ts';
import { openToWrites } from '../writes/closed-index.ts';
import { type BuildParts, whileFilling } from './build-parts.ts';
import { createFilledBuild } from './filled-build.ts';
import { deleteLeftovers } from './leftovers.ts';
import { publishBuild } from './publish-build.ts';

interface PendingBuilds<Document> {
  pending(): Promise<Pick<ViewBuild<Document>, 'index' | 'finished'> | null>;
  begin(): Promise<ViewBuild<Document>>;
  abandon(): Promise<void>;
}

/** The build that is to replace the current index. */
export function createPendingBuilds<Document extends Versioned>(
  parts: BuildParts & { readonly view: ViewIndex<Document> },
): PendingBuilds<Document> {
  const { client, view, findTargets } = parts;
  const alias = pendingAliasOf(view);

  async function describePending(): Promise<IndexDescription | null> {
    const { pending } = await findTargets();
    return pending === null ? null : ((await describeIndices(client, pending.index))[0] ?? null);
  }

  async function begin(): Promise<ViewBuild<Document>> {
    const left = await findUsable();
    const index = left?.index ?? (await create());
    // From here on every node leads writers to it, also when an earlier run ended before they all did.
    if (!(await changeMeta(client, index, (meta) => ({ ...meta, run: randomUUID() })))) {
      throw new ElasticsearchFailure(`The new index ${index} went away`);
    }
    const finished = left?.meta.finished ?? [];
    const publish = () => publishBuild(parts, index);
    return createFilledBuild({ client, view, index, alias, finished, publish });
  }

  /** What an earlier run left, if it has the latest shape; or else it is removed. */
  async function findUsable(): Promise<IndexDescription | null> {
    const left = await describePending();
    if (left === null || left.shape === view.shape) return left;
    await abandon();
    return null;
  }

  /** It gets the alias when it works: writers wait for it from then on. */
  async function create(): Promise<string> {
    await deleteLeftovers(client, view);
    const index = `${view.alias}-v${view.shape}-${timestamp()}-${randomUUID().slice(0, 8)}`;
    await createIndex(client, view, { index, settings: whileFilling });
    await client.indices.putAlias({ index, name: alias, is_write_index: true }, patient);
    return index;
  }

  async function abandon(): Promise<void> {
    const pending = await describePending();
    if (pending !== null) await detach(parts, pending);
    await deleteLeftovers(client, view);
  }

  return {
    async pending() {
      const pending = await describePending();
      return pending === null ? null : { index: pending.index, finished: pending.meta.finished ?? [] };
    },
    begin,
    abandon,
  };
}

/** A run that is late can publish the build no more after this, and cannot have done so before. */
async function detach(
  { client, view, findTargets }: BuildParts,
  { index, meta }: IndexDescription,
): Promise<void> {
  if (meta.closingSince !== undefined) {
    await openToWrites(client, (await findTargets()).current.index);
  }
  try {
    await client.indices.deleteAlias({ index, name: pendingAliasOf(view) }, patient);
  } catch (error) {
    const isGone = ['aliases_not_found_exception', 'index_not_found_exception'];
    if (!isGone.some((type) => isOfType(error, type))) throw error;
  }
}

/** Of this second, in UTC: 20260131235959. */
function timestamp(): string {
  return new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
}
