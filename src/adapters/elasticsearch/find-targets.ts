import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { ElasticsearchFailure } from './failures.ts';
import { describeIndices } from './index-meta.ts';
import { byName, parseResponse } from './parse-response.ts';
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
const rememberedShapes = 16;

const aliasResponse = byName(z.object({ aliases: z.record(z.string(), z.unknown()) }));

/** Looks up the aliases every time; what an index is like it asks once. */
export function createFindTargets(
  client: Pick<ElasticsearchClient, 'indices'>,
  view: Pick<IndexLayout, 'alias'>,
): FindTargets {
  const { alias } = view;
  const pendingAlias = pendingAliasOf(view);
  const shapes = new LRUCache<string, IndexShape>({ max: rememberedShapes });

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
    const { index, next } = await findIndices(client, { alias, pendingAlias });
    const current = await describe(alias, index);
    if (current === null) return null;
    if (next === undefined) return { current, pending: null };
    const pending = await describe(pendingAlias, next);
    return pending === null ? null : { current, pending };
  }

  return async () => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const targets = await lookUp();
      if (targets !== null) return targets;
    }
    throw new ElasticsearchFailure('The aliases do not come to rest');
  };
}

/** The indices that the aliases lead to. */
async function findIndices(
  client: Pick<ElasticsearchClient, 'indices'>,
  { alias, pendingAlias }: { readonly alias: string; readonly pendingAlias: string },
): Promise<{ readonly index: string; readonly next: string | undefined }> {
  const query = { index: [alias, pendingAlias], ignore_unavailable: true };
  const answer: unknown = await client.indices.getAlias(query);
  const found = parseResponse(aliasResponse, answer);
  const index = onlyOne(alias, found);
  if (index !== undefined) return { index, next: onlyOne(pendingAlias, found) };
  throw new ElasticsearchFailure(`index_not_found_exception: no index has the alias ${alias}`);
}

function onlyOne(
  alias: string,
  found: readonly (readonly [string, { readonly aliases: object }])[],
): string | undefined {
  const indices = found.filter(([, { aliases }]) => alias in aliases).map(([index]) => index);
  if (indices.length < 2) return indices[0];
  throw new ElasticsearchFailure(`The alias ${alias} leads to several indices: ${indices.join(', ')}`);
}
