import type { Position } from '../../ports/position.ts';
import { shareRuns } from './share-runs.ts';
import type { ViewName, WaitForPosition } from './wait-for-position.ts';

/** The places that an answer has to include. A request that learns of more makes a new list. */
export interface AtLeast {
  readonly positions: readonly Position[];
  /** Aborts when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** What any answer includes. */
export const nothing: AtLeast = { positions: [] };

/**
 * Lets a view catch up. One list is waited for once, however many reads name it; an empty one costs nothing.
 * @throws PositionNotReached, Unavailable
 *
 * @example
 * const catchUp = makeCatchUp('users', waitFor);
 * await catchUp({ positions: [position] });
 */
export type CatchUp = (atLeast: AtLeast) => Promise<void>;

/** Until reads by id include these places. */
export function makeCatchUp(view: ViewName, waitFor: WaitForPosition): CatchUp {
  return oncePerList(async ({ positions, signal }) => {
    await Promise.all(positions.map((position) => waitFor(view, position, signal)));
  });
}

/** Until searches include these places too. Requests share the refreshes of the view. */
export function makeSearchCatchUp(
  name: ViewName,
  { view, waitFor }: { readonly view: { refresh(): Promise<void> }; readonly waitFor: WaitForPosition },
): CatchUp {
  const catchUp = makeCatchUp(name, waitFor);
  const refresh = shareRuns(() => view.refresh());
  return oncePerList(async (atLeast) => {
    await catchUp(atLeast);
    await refresh();
  });
}

function oncePerList(work: CatchUp): CatchUp {
  const begun = new WeakMap<AtLeast, Promise<void>>();
  return (atLeast) => {
    if (atLeast.positions.length === 0) return Promise.resolve();
    const done = begun.get(atLeast) ?? work(atLeast);
    begun.set(atLeast, done);
    return done;
  };
}
