import { z } from 'zod';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { ElasticsearchFailure } from './failures.ts';
import { describeIndices } from './index-meta.ts';
import { parseResponse } from './parse-response.ts';
import { type IndexLayout, type IndexShape, pendingAliasOf } from './view-index.ts';

/** An index that takes what is written, by its alias. */
export interface Target extends IndexShape {
  readonly alias: string;
  readonly index: string;
}

/** Where a view's documents are, at one instant. */
export interface Targets {
  readonly current: Target;
  /** The build that is to replace it; null for none. */
  readonly pending: Target | null;
}

/** @throws ElasticsearchFailure when the view's alias leads nowhere, or to more than one index */
export type FindTargets = () => Promise<Targets>;

const attempts = 5;

const aliasResponse = z.record(z.string(), z.object({ aliases: z.record(z.string(), z.unknown()) }));

/** Looks up the aliases every time; what an index is like it asks once. */
export function createFindTargets(
  client: Pick<ElasticsearchClient, 'indices'>,
  view: Pick<IndexLayout, 'alias'>,
): FindTargets {
  const { alias } = view;
  const pendingAlias = pendingAliasOf(view);
  const shapes = new Map<string, IndexShape>();

  /** Null when the index has gone away meanwhile. */
  async function shapeOf(index: string): Promise<IndexShape | null> {
    const known = shapes.get(index);
    if (known !== undefined) return known;
    const [description] = await describeIndices(client, index);
    if (description === undefined) return null;
    const { shape, fields } = description;
    shapes.set(index, { shape, fields });
    return { shape, fields };
  }

  async function describe(name: string, index: string): Promise<Target | null> {
    const shape = await shapeOf(index);
    return shape === null ? null : { alias: name, index, ...shape };
  }

  /** Null when they change meanwhile. */
  async function lookUp(): Promise<Targets | null> {
    const aliases = await findAliases(client, [alias, pendingAlias]);
    const [index, next] = [alias, pendingAlias].map((name) => onlyOne(name, aliases.get(name) ?? []));
    if (index === undefined) {
      throw new ElasticsearchFailure(`index_not_found_exception: no index has the alias ${alias}`);
    }
    for (const name of shapes.keys()) if (name !== index && name !== next) shapes.delete(name);
    const current = await describe(alias, index);
    const pending = next === undefined ? null : await describe(pendingAlias, next);
    const isWhole = current !== null && (pending !== null || next === undefined);
    return isWhole ? { current, pending } : null;
  }

  return async () => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const targets = await lookUp();
      if (targets !== null) return targets;
    }
    throw new ElasticsearchFailure('The aliases do not come to rest');
  };
}

/** The indices that each of these aliases leads to. */
async function findAliases(
  client: Pick<ElasticsearchClient, 'indices'>,
  aliases: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const answer: unknown = await client.indices.getAlias({ index: [...aliases], ignore_unavailable: true });
  const found = Object.entries(parseResponse(aliasResponse, answer));
  return new Map(
    aliases.map((alias) => [
      alias,
      found.filter(([, each]) => alias in each.aliases).map(([index]) => index),
    ]),
  );
}

function onlyOne(alias: string, indices: readonly string[]): string | undefined {
  if (indices.length > 1) {
    throw new ElasticsearchFailure(`The alias ${alias} leads to several indices: ${indices.join(', ')}`);
  }
  return indices[0];
}
