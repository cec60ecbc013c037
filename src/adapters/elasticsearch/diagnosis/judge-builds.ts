import type { Client } from '@elastic/elasticsearch';
import { type Finding, fineAt, problemAt } from '../../../ports/diagnosis.ts';
import { findLeftovers } from '../builds/leftovers.ts';
import { eventIndex } from '../event-index.ts';
import { ElasticsearchFailure } from '../failures.ts';
import { createFindTargets, type Targets } from '../find-targets.ts';
import { userIndex } from '../user-index.ts';
import { type IndexLayout, pendingAliasOf } from '../view-index.ts';
import { elasticsearchProblems as problems } from './elasticsearch-problems.ts';

/** Whether the indices of the views are those that this program would make, and what stands beside them. */
export async function judgeBuilds(
  client: Pick<Client, 'indices'>,
  { server, prefix }: { readonly server: string; readonly prefix: string },
): Promise<readonly Finding[]> {
  const answer = await client.indices.get({ index: [`${prefix}-users*`, `${prefix}-events*`] });
  if (Object.keys(answer).length === 0) return [];
  const views = await Promise.all([userIndex(prefix), eventIndex(prefix)].map((view) => find(client, view)));
  const lost = views.flatMap(({ failure }) => failure ?? []);
  const found = views.flatMap(({ view, targets }) => (targets === null ? [] : [{ view, ...targets }]));
  const old = found.filter(({ view, current }) => current.shape < view.shape);
  const left = found.filter(({ pending }) => pending !== null);
  const replaced = await Promise.all(found.map(({ view }) => findLeftovers(client, view)));
  const judge = (problem: Parameters<typeof problemAt>[1], wrong: readonly string[], fine: string) =>
    wrong.length > 0 ? problemAt(server, problem, wrong.join(', ')) : fineAt(server, problem.check, fine);
  return [
    judge(problems.noAlias, lost, 'each leads to one index'),
    judge(
      problems.oldShape,
      old.map(({ view, current }) => `${current.index} has shape ${current.shape} instead of ${view.shape}`),
      'the latest',
    ),
    judge(
      problems.leftBuild,
      left.map(({ view }) => pendingAliasOf(view)),
      'none is unfinished',
    ),
    judge(problems.replaced, replaced.flat(), 'none is left'),
  ];
}

interface Found {
  readonly view: IndexLayout;
  readonly targets: Targets | null;
  readonly failure: string | null;
}

async function find(client: Pick<Client, 'indices'>, view: IndexLayout): Promise<Found> {
  try {
    return { view, targets: await createFindTargets(client, view)(), failure: null };
  } catch (error) {
    if (!(error instanceof ElasticsearchFailure)) throw error;
    return { view, targets: null, failure: error.message };
  }
}
