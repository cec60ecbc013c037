import type { NamedBuild } from '../../../ports/view-builds.ts';
import type { ElasticsearchClient } from '../connect-elasticsearch.ts';
import { describeIndices } from '../index-meta.ts';
import type { IndexLayout, IndexShape } from '../view-index.ts';

export interface NamedIndex extends NamedBuild, IndexShape {
  readonly finished: readonly number[];
}

/** The index of a view as of an instant. Only what `findNamed` gives is deleted: a name may be a pattern. */
export function namedIndexOf({ alias }: Pick<IndexLayout, 'alias'>, name: string): string {
  return `${alias}-as-of-${name}`;
}

/** The indices of all views as of an instant, by their names. */
export async function listNamed(
  client: ElasticsearchClient,
  view: Pick<IndexLayout, 'alias'>,
): Promise<readonly NamedIndex[]> {
  const descriptions = await describeIndices(client, namedIndexOf(view, '*'));
  return descriptions
    .flatMap(({ index, shape, fields, meta }) => {
      const { name, asOf, published = false, finished = [] } = meta;
      if (name === undefined || asOf === undefined) return [];
      return [{ name, asOf, index, isPublished: published, shape, fields, finished }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export async function findNamed(
  client: ElasticsearchClient,
  view: Pick<IndexLayout, 'alias'>,
  name: string,
): Promise<NamedIndex | null> {
  return (await listNamed(client, view)).find((build) => build.name === name) ?? null;
}
