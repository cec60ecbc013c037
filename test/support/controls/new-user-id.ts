import { randomBytes, randomUUID } from 'node:crypto';
import type { UserId } from '../../../src/ports/message-store.ts';
import { partitionOf } from '../../../src/ports/partitions.ts';

/** A user id, of this partition if one is named. */
export function newUserId(partition?: number, partitions = 4): UserId {
  for (;;) {
    const id = randomUUID();
    if (partition === undefined || partitionOf(id, partitions) === partition) return id;
  }
}

/** A claim key that is of the same partition as the user, however many there are. */
export function newClaimKey(userId: UserId): string {
  return userId.slice(0, 8) + randomBytes(28).toString('hex');
}
