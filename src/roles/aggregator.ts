import type { Delay } from '../application/environment.ts';
import type { Log } from '../application/log.ts';
import { runProjection } from '../application/projections/run-projection.ts';
import type { Runtime } from './compose.ts';

/** The role that projects the log into the views, until the signal aborts. */
export async function runAggregator(
  runtime: Pick<Runtime, 'feeds' | 'projections' | 'newId'>,
  { log, delay, signal }: { readonly log: Log; readonly delay: Delay; readonly signal: AbortSignal },
): Promise<void> {
  const deps = { feeds: runtime.feeds, owner: runtime.newId(), log, delay };
  await Promise.all(runtime.projections.map((projection) => runProjection(deps, projection, signal)));
}
