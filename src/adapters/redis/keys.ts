import type { UserId } from '../../ports/message-store.ts';
import { partitionTags } from './partition-tags.ts';

/** The names of everything that one partition holds: they share a hash tag, and so a slot of Redis Cluster. */
export interface PartitionKeys {
  readonly feed: string;
  stream(userId: UserId): string;
  snapshot(userId: UserId): string;
  userKey(userId: UserId): string;
  claim(claimKey: string): string;
  lease(group: string): string;
  fence(group: string): string;
  applied(group: string): string;
  /** The offset up to which the feed was trimmed. */
  readonly trimmed: string;
  parked(group: string): string;
  retries(group: string): string;
}

export type KeysOfPartition = (partition: number) => PartitionKeys;

/** What the store was created with. */
export const identityKey = 'store';

export const signingKeysKey = 'signing-keys';

export const administratorsKey = 'administrators';

/** Who shares the partitions of a group. */
export const membersKey = (group: string) => `members:${group}`;

export function createKeys(partitions: number): KeysOfPartition {
  const keys = partitionTags(partitions).map(keysWithTag);
  return (partition) => {
    const found = keys[partition];
    if (found === undefined) throw new RangeError(`There is no partition ${partition} of ${partitions}.`);
    return found;
  };
}

function keysWithTag(tag: string): PartitionKeys {
  return {
    feed: `{${tag}}:feed`,
    stream: (userId) => `{${tag}}:u:${userId}`,
    snapshot: (userId) => `{${tag}}:s:${userId}`,
    userKey: (userId) => `{${tag}}:k:${userId}`,
    claim: (claimKey) => `{${tag}}:email:${claimKey}`,
    lease: (group) => `{${tag}}:lease:${group}`,
    fence: (group) => `{${tag}}:fence:${group}`,
    applied: (group) => `{${tag}}:applied:${group}`,
    trimmed: `{${tag}}:trimmed`,
    parked: (group) => `{${tag}}:parked:${group}`,
    retries: (group) => `{${tag}}:retries:${group}`,
  };
}
