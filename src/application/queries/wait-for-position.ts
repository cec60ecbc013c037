import type { Feeds } from '../../ports/feeds.ts';
import { compareOffsets, type Position } from '../../ports/position.ts';
import type { Clock, Delay } from '../environment.ts';
import { PositionNotReached, UnknownPosition } from '../errors.ts';

/** How long a query waits for a view to reach a position, in milliseconds. */
const patience = 5_000;
const firstPause = 2;
const longestPause = 50;

/**
 * Waits until a view has applied a position; without one it does not wait. Afterwards the change is found by
 * id, and by searches after a refresh of the view.
 * @throws PositionNotReached after five seconds
 * @throws UnknownPosition
 * @throws Unavailable
 */
export type WaitForPosition = (view: string, position: Position | null | undefined) => Promise<void>;

export function makeWaitForPosition(deps: {
  readonly feeds: Pick<Feeds, 'applied' | 'partitions'>;
  readonly clock: Clock;
  readonly delay: Delay;
}): WaitForPosition {
  return async (view, position) => {
    if (position === null || position === undefined) return;
    if (position.partition >= deps.feeds.partitions) throw new UnknownPosition();
    const deadline = deps.clock() + patience;
    for (
      let pause = firstPause;
      !(await reached(view, position));
      pause = Math.min(pause * 2, longestPause)
    ) {
      if (deps.clock() >= deadline) throw new PositionNotReached(view, patience);
      await deps.delay(pause);
    }
  };

  async function reached(view: string, { partition, offset }: Position): Promise<boolean> {
    const applied = (await deps.feeds.applied(view))[partition];
    return applied !== undefined && compareOffsets(applied, offset) >= 0;
  }
}
