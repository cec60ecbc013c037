import type { Delay } from '../environment.ts';
import { requireAdmin, type Viewer } from '../viewer.ts';
import { type AskedBuilds, type BuildStatus, buildStatusOf } from './build-status.ts';
import { type AtLeast, makeCatchUp } from './catch-up.ts';
import type { GroupStatus, GroupStatusOf } from './group-status.ts';
import type { ViewName, WaitForPosition } from './wait-for-position.ts';

/** What a view has applied, and how far behind it is. */
export interface ProjectionStatus extends BuildStatus, GroupStatus {
  readonly name: ViewName;
}

/**
 * The state of every view, whoever asks.
 * @throws Unavailable when the message store cannot be asked
 */
export type ListProjections = () => Promise<readonly ProjectionStatus[]>;

export function makeListProjections(deps: {
  readonly groupStatusOf: GroupStatusOf;
  readonly builds: Readonly<Record<ViewName, AskedBuilds>>;
  readonly delay: Delay;
}): ListProjections {
  const { groupStatusOf, builds, delay } = deps;
  const names: readonly ViewName[] = ['users', 'events'];
  return () => Promise.all(names.map(statusOf));

  async function statusOf(name: ViewName): Promise<ProjectionStatus> {
    const [group, build] = await Promise.all([groupStatusOf(name), buildStatusOf(builds[name], delay)]);
    return { name, ...group, ...build };
  }
}

/**
 * The state of every view once all of them have applied some places; for administrators.
 * @throws AccessDenied, PositionNotReached, Unavailable
 */
export type SeeProjections = (
  viewer: Viewer | null,
  atLeast: AtLeast,
) => Promise<readonly ProjectionStatus[]>;

export function makeSeeProjections(deps: {
  readonly listProjections: ListProjections;
  readonly waitFor: WaitForPosition;
}): SeeProjections {
  const { listProjections, waitFor } = deps;
  const catchUps = [makeCatchUp('users', waitFor), makeCatchUp('events', waitFor)];
  return async (viewer, atLeast) => {
    requireAdmin(viewer);
    await Promise.all(catchUps.map((catchUp) => catchUp(atLeast)));
    return listProjections();
  };
}
