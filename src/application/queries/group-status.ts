import type { Feeds, PartitionLag } from '../../ports/feeds.ts';
import type { Clock } from '../environment.ts';

/** How far a group is in one partition. Instants are in milliseconds since 1970-01-01T00:00:00Z. */
export interface PartitionStatus {
  readonly partition: number;
  /** Events that the group has not applied yet. */
  readonly lag: number;
  /** For how long the first of them has been waiting; 0 when none does. */
  readonly lagSeconds: number;
  /** When the last one that it applied was appended; null before the first, and for one that is not kept any more. */
  readonly appliedAt: number | null;
  /** Users who are set aside, as an event of theirs cannot be applied. */
  readonly deadLetters: number;
}

/** What a group that follows the log has applied, and how far behind it is. */
export interface GroupStatus {
  /** Of all partitions. */
  readonly lag: number;
  /** Of the partition that is longest behind. */
  readonly lagSeconds: number;
  readonly lastAppliedAt: number | null;
  readonly deadLetters: number;
  readonly partitions: readonly PartitionStatus[];
}

/**
 * The state of one group.
 * @throws Unavailable when the feeds cannot be asked
 *
 * @example const { lag } = await groupStatusOf('mails');
 */
export type GroupStatusOf = (group: string) => Promise<GroupStatus>;

export function makeGroupStatusOf({
  feeds,
  clock,
}: {
  readonly feeds: Pick<Feeds, 'lag' | 'parked'>;
  readonly clock: Clock;
}): GroupStatusOf {
  return async (group) => {
    const lags = await feeds.lag(group);
    const now = clock();
    const partitions = await Promise.all(
      lags.map(async (lag) => {
        const parked = await feeds.parked(group, lag.partition);
        return { ...toPartitionStatus(lag, now), deadLetters: parked.length };
      }),
    );
    return { ...summaryOf(partitions), partitions };
  };
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
