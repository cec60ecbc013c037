import type { Delay } from '../application/environment.ts';
import type { Log } from '../application/log.ts';
import { type ObserveBatch, runProjection } from '../application/projections/run-projection.ts';
import type { Runtime } from './compose.ts';

interface AggregatorOptions {
  readonly log: Log;
  readonly delay: Delay;
  readonly signal: AbortSignal;
  /** How long an entry of a feed is kept at the least, in milliseconds. */
  readonly feedRetention: number;
  /** Told of every batch. */
  readonly observeBatch?: ObserveBatch;
}

/** The role that projects the log into the views, until the signal aborts. */
export async function runAggregator(
  {
    feeds,
    projections,
    expungeViews,
    newId,
  }: Pick<Runtime, 'feeds' | 'projections' | 'expungeViews' | 'newId'>,
  { log, delay, signal, feedRetention: retention, observeBatch }: AggregatorOptions,
): Promise<void> {
  const observer = observeBatch === undefined ? {} : { observeBatch };
  const deps = { feeds, owner: newId(), log, clock: Date.now, delay, ...observer };
  const trimming = { groups: projections.map(({ name }) => name), retention };
  await Promise.all([
    ...projections.map((projection, index) =>
      // The owners of one group's leases look after all feeds.
      runProjection(index === 0 ? { ...deps, trimming } : deps, projection, signal),
    ),
    expungeViews(signal),
  ]);
}
