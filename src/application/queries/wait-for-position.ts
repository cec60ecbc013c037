import type { Feeds } from '../../ports/feeds.ts';
import type { Position } from '../../ports/position.ts';
import type { Clock, Delay } from '../environment.ts';
import { PositionNotReached, UnknownPosition } from '../errors.ts';
import { createProgressWatch, type ProgressWatch } from './progress-watch.ts';

/** The read models, which are also the groups that read the feeds. */
export type ViewName = 'users' | 'events';

/** How long a query waits for a view to reach a position, in milliseconds. */
const patience = 5_000;

/**
 * Waits until a view has applied a position. Afterwards the change is found by id, and by searches after a refresh of
 * the view. However many wait, the progress of a view is asked for by one of them at a time.
 * @throws PositionNotReached after five seconds, or when the signal aborts
 * @throws UnknownPosition
 * @throws Unavailable
 */
export type WaitForPosition = (view: ViewName, position: Position, signal?: AbortSignal) => Promise<void>;

export function makeWaitForPosition(deps: {
  readonly feeds: Pick<Feeds, 'applied' | 'partitions'>;
  readonly clock: Clock;
  readonly delay: Delay;
}): WaitForPosition {
  const { feeds, clock } = deps;
  const watches = new Map<ViewName, ProgressWatch>();
  const watchOf = (view: ViewName) => {
    const watch = watches.get(view) ?? createProgressWatch(deps, view);
    watches.set(view, watch);
    return watch;
  };
  return async (view, position, signal) => {
    if (position.partition >= feeds.partitions) throw new UnknownPosition();
    const deadline = clock() + patience;
    const isReached = await watchOf(view).reaches(position, { deadline, signal });
    if (!isReached) throw new PositionNotReached(view, patience);
  };
}
