import type { Position } from '../../ports/position.ts';
import type { WaitForPosition } from './wait-for-position.ts';

/** The places that an answer has to include. A request that learns of more makes a new list. */
export type AtLeast = readonly Position[];

/**
 * Lets a view catch up. One list is waited for once, however many reads name it; an empty one costs nothing.
 * @throws PositionNotReached, Unavailable
 *
 * @example
 * const catchUp = makeCatchUp('users', waitFor);
 * await catchUp([position]);
 */
export type CatchUp = (atLeast: AtLeast) => Promise<void>;

/** Until reads by id include these places. */
export function makeCatchUp(view: 'users' | 'events', waitFor: WaitForPosition): CatchUp {
  return oncePerList(async (atLeast) => {
    await Promise.all(atLeast.map((position) => waitFor(view, position)));
  });
}

/** Until searches include these places too. */
export function makeSearchCatchUp(
  name: 'users' | 'events',
  deps: { readonly view: { refresh(): Promise<void> }; readonly waitFor: WaitForPosition },
): CatchUp {
  const catchUp = makeCatchUp(name, deps.waitFor);
  return oncePerList(async (atLeast) => {
    await catchUp(atLeast);
    await deps.view.refresh();
  });
}

function oncePerList(work: CatchUp): CatchUp {
  const begun = new WeakMap<AtLeast, Promise<void>>();
  return (atLeast) => {
    if (atLeast.length === 0) return Promise.resolve();
    const done = begun.get(atLeast) ?? work(atLeast);
    begun.set(atLeast, done);
    return done;
  };
}
