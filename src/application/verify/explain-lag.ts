import type { Feeds } from '../../ports/feeds.ts';

/** Why a view is behind. */
export interface LagExplanation {
  /** How many events it has not applied yet. */
  readonly events: number;
  /** When the first of them was appended, in milliseconds since 1970-01-01T00:00:00Z; null when there is none. */
  readonly waitingSince: number | null;
  /** Whether some of them are in a partition that no aggregator works on. */
  readonly isAbandoned: boolean;
}

/** For as long as it takes to give it back. */
const leaseTime = 1_000;

/**
 * Says how far a view is behind, and whether anybody works on it.
 * @param owner names the caller among the owners of leases
 * @throws Unavailable
 */
export async function explainLag(
  feeds: Pick<Feeds, 'lag' | 'acquire' | 'release'>,
  group: string,
  owner: string,
): Promise<LagExplanation> {
  const behind = (await feeds.lag(group)).filter(({ events }) => events > 0);
  const instants = behind.flatMap(({ waitingSince }) => waitingSince ?? []);
  let isAbandoned = false;
  for (const { partition } of behind) {
    const lease = isAbandoned ? null : await feeds.acquire(group, partition, owner, leaseTime);
    if (lease === null) continue;
    isAbandoned = true;
    await feeds.release(lease);
  }
  return {
    events: behind.reduce((sum, { events }) => sum + events, 0),
    waitingSince: instants.length === 0 ? null : Math.min(...instants),
    isAbandoned,
  };
}
