import type { Feeds, ParkedUser } from '../../ports/feeds.ts';
import { mapBounded } from '../bounded-map.ts';

/** Everybody whom the projection of a view has set aside, by partition and user id. @throws Unavailable */
export async function listParked(
  feeds: Pick<Feeds, 'partitions' | 'parked'>,
  group: string,
): Promise<readonly ParkedUser[]> {
  const partitions = Array.from({ length: feeds.partitions }, (_, partition) => partition);
  const parked = await mapBounded(partitions, (partition) => feeds.parked(group, partition));
  return parked.flatMap((users) => users.toSorted((a, b) => (a.userId < b.userId ? -1 : 1)));
}
