import { setTimeout as pause } from 'node:timers/promises';
import { patient } from '../connect-elasticsearch.ts';
import { changeMeta } from '../index-meta.ts';
import { refreshIndex } from '../refresh-indices.ts';
import { pendingAliasOf } from '../view-index.ts';
import { closeToWrites, openToWrites } from '../writes/closed-index.ts';
import { type BuildParts, onceFilled } from './build-parts.ts';
import { goneError } from './filled-build.ts';
import { deleteIndex } from './leftovers.ts';

/**
 * Lets the view's alias lead to a build. The index that it replaces takes no documents from before the last refresh of the
 * build on: else a reader could find in it what the build shows only later. Writers wait that moment.
 * @throws BuildGone, ElasticsearchFailure
 */
export async function publishBuild(parts: BuildParts, index: string): Promise<void> {
  const { client, findTargets, grace } = parts;
  const { current, pending } = await findTargets();
  if (pending?.index !== index) throw goneError(index);
  await client.indices.putSettings({ index, settings: onceFilled }, patient);
  // Most of the work, so that little is left for the moment in which writers wait.
  await refreshIndex(client, index, patient);
  if (await swap()) await removeReplaced();

  /** Answers whether every node knows. One that does not leads readers to the replaced index, which the next build removes. */
  async function swap(): Promise<boolean> {
    try {
      await changeMeta(client, index, (meta) => ({ ...meta, closingSince: Date.now() }));
      await closeToWrites(client, current.index);
      if (!(await refreshIndex(client, index, patient))) throw goneError(index);
      return await swapAliases(parts, { from: current.index, to: index });
    } catch (error) {
      // The answer may have been lost on the way.
      if (await isPublished()) return isKnownEverywhere();
      await reopen();
      throw error;
    }
  }

  async function isPublished(): Promise<boolean> {
    const targets = await findTargets().catch(() => null);
    return targets?.current.index === index;
  }

  async function isKnownEverywhere(): Promise<boolean> {
    return changeMeta(client, index, ({ closingSince: _, ...meta }) => meta).catch(() => false);
  }

  async function reopen(): Promise<void> {
    // Writers do it when this fails, once it has been closed for too long.
    await openToWrites(client, current.index).catch(() => undefined);
  }

  async function removeReplaced(): Promise<void> {
    await pause(grace);
    // The next build removes it when this fails.
    await deleteIndex(client, current.index).catch(() => undefined);
  }
}

async function swapAliases(
  { client, view }: BuildParts,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<boolean> {
  const { acknowledged } = await client.indices.updateAliases(
    {
      actions: [
        { remove: { index: from, alias: view.alias, must_exist: true } },
        { remove: { index: to, alias: pendingAliasOf(view), must_exist: true } },
        { add: { index: to, alias: view.alias, is_write_index: true } },
      ],
    },
    patient,
  );
  return acknowledged;
}
