import type { Feeds } from '../../ports/feeds.ts';
import type { UserId } from '../../ports/message-store.ts';
import { partitionOf } from '../../ports/partitions.ts';
import { type ViewBuilds, viewNamePattern } from '../../ports/view-builds.ts';
import { UnknownView, UserSetAside } from '../errors.ts';
import { requireAdmin, type Viewer } from '../viewer.ts';
import { type AtLeast, makeCatchUp, makeSearchCatchUp } from './catch-up.ts';
import type { ViewName, WaitForPosition } from './wait-for-position.ts';

/**
 * What a query reads: the present view, once it includes some places, or a view as of an instant, by the name that it was
 * built with.
 */
export type Source = { readonly atLeast: AtLeast } | { readonly view: string };

/** What a query is about to do with a view. */
export interface Purpose {
  readonly by: 'id' | 'search';
  /** Given when it reads of one user only. */
  readonly userId?: UserId | undefined;
}

/**
 * Gives the reader of a source as soon as it has what is asked for. Views as of an instant are for administrators; others are
 * not even told whether there is one of that name.
 *
 * A user who was set aside by the projection is behind the places that the view has reached: a query that reads of such a user
 * alone is refused when it names a place of the user's partition. In lists of many users they are as they were.
 * @throws AccessDenied, PositionNotReached, UserSetAside, UnknownView, Unavailable
 *
 * @example
 * const view = await openUsers(viewer, { atLeast }, { by: 'search' });
 * const page = await view.search(query);
 */
export type OpenView<Reader> = (viewer: Viewer | null, source: Source, purpose: Purpose) => Promise<Reader>;

interface Deps<Reader> {
  readonly view: Reader & { refresh(): Promise<void> };
  readonly builds: { openNamed: ViewBuilds<unknown, Reader>['openNamed'] };
  readonly feeds: Pick<Feeds, 'parked' | 'partitions'>;
  readonly waitFor: WaitForPosition;
}

export function makeOpenView<Reader>(name: ViewName, deps: Deps<Reader>): OpenView<Reader> {
  const { view, builds, feeds, waitFor } = deps;
  const catchUp = { id: makeCatchUp(name, waitFor), search: makeSearchCatchUp(name, { view, waitFor }) };
  return async (viewer, source, { by, userId }) => {
    if ('view' in source) return openNamed(viewer, source.view);
    await catchUp[by](source.atLeast);
    if (userId !== undefined) await assertNotSetAside(userId, source.atLeast);
    return view;
  };

  async function openNamed(viewer: Viewer | null, viewName: string): Promise<Reader> {
    requireAdmin(viewer);
    // Names become names of indices and tables.
    const reader = viewNamePattern.test(viewName) ? await builds.openNamed(viewName) : null;
    if (reader === null) throw new UnknownView(name);
    return reader;
  }

  async function assertNotSetAside(userId: UserId, { positions }: AtLeast): Promise<void> {
    const partition = partitionOf(userId, feeds.partitions);
    if (!positions.some((position) => position.partition === partition)) return;
    const parked = await feeds.parked(name, partition);
    if (parked.some((user) => user.userId === userId)) throw new UserSetAside(name);
  }
}
