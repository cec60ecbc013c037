import type { Feeds, PartitionLag } from '../../ports/feeds.ts';
import type { Clock, Delay } from '../environment.ts';
import { requireAdmin, type Viewer } from '../viewer.ts';
import { type AskedBuilds, type BuildStatus, buildStatusOf } from './build-status.ts';
import { type AtLeast, makeCatchUp } from './catch-up.ts';
import type { ViewName, WaitForPosition } from './wait-for-position.ts';

/** How far a view is in one partition. Instants are in milliseconds since 1970-01-01T00:00:00Z. */
export interface PartitionStatus {
  readonly partition: number;
  /** Events that the view has not applied yet. */
  readonly lag: number;
  /** For how long the first of them has been waiting; 0 when none does. */
  readonly lagSeconds: number;
  /** When the last one that it applied was appended; null before the first, and for one that is not kept any more. */
  readonly appliedAt: number | null;
  /** Users who are set aside, as an event of theirs cannot be applied. */
  readonly deadLetters: number;
}

/** What a view has applied, and how far behind it is. */
export interface ProjectionStatus extends BuildStatus {
  readonly name: ViewName;
  /** Of all partitions. */
  readonly lag: number;
  /** Of the partition that is longest behind. */
  readonly lagSeconds: number;
  readonly lastAppliedAt: number | null;
  readonly deadLetters: number;
  readonly partitions: readonly PartitionStatus[];
}

/**
 * The state of every view, whoever asks.
 * @throws Unavailable when the message store cannot be asked
 */
export type ListProjections = () => Promise<readonly ProjectionStatus[]>;

export function makeListProjections(deps: {
  readonly feeds: Pick<Feeds, 'lag' | 'parked'>;
  readonly builds: Readonly<Record<ViewName, AskedBuilds>>;
  readonly clock: Clock;
  readonly delay: Delay;
}): ListProjections {
  const { feeds, builds, clock, delay } = deps;
  const names: readonly ViewName[] = ['users', 'events'];
  return () => Promise.all(names.map(statusOf));

  async function statusOf(name: ViewName): Promise<ProjectionStatus> {
    const [lags, build] = await Promise.all([feeds.lag(name), buildStatusOf(builds[name], delay)]);
    const now = clock();
    const partitions = await Promise.all(
      lags.map(async (lag) => {
        const parked = await feeds.parked(name, lag.partition);
        return { ...toPartitionStatus(lag, now), deadLetters: parked.length };
      }),
    );
    return { name, ...summaryOf(partitions), partitions, ...build };
  }
}

function toPartitionStatus(lag: PartitionLag, now: number): Omit<PartitionStatus, 'deadLetters'> {
  const { partition, events, appliedAt, waitingSince } = lag;
  // The clock of the store may be ahead of this one.
  const waiting = waitingSince === null ? 0 : Math.max(0, now - waitingSince);
  return { partition, lag: events, lagSeconds: waiting / 1_000, appliedAt };
}

function summaryOf(partitions: readonly PartitionStatus[]) {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const applied = partitions.map(({ appliedAt }) => appliedAt).filter((at) => at !== null);
  return {
    lag: sum(partitions.map(({ lag }) => lag)),
    lagSeconds: Math.max(0, ...partitions.map(({ lagSeconds }) => lagSeconds)),
    lastAppliedAt: applied.length === 0 ? null : Math.max(...applied),
    deadLetters: sum(partitions.map(({ deadLetters }) => deadLetters)),
  };
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
