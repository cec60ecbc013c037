import type { Redis } from 'ioredis';
import type { AppendRequest, AppendResult } from '../../ports/message-store.ts';
import { partitionOf } from '../../ports/partitions.ts';
import { toEntryValues } from './event-entry.ts';
import type { KeysOfPartition } from './keys.ts';
import { parseCount, parseList, parseText } from './replies.ts';
import { createScript } from './script.ts';

export function createAppend({
  redis,
  partitions,
  keysOf,
}: {
  readonly redis: Redis;
  readonly partitions: number;
  readonly keysOf: KeysOfPartition;
}): (request: AppendRequest) => Promise<AppendResult> {
  const script = createScript(redis, 'append');

  return async ({ userId, expectedVersion, events, snapshot, claimKey }) => {
    const partition = partitionOf(userId, partitions);
    if (events.length === 0) throw new Error('An append needs at least one event.');
    if (claimKey !== undefined && partitionOf(claimKey, partitions) !== partition) {
      throw new Error('A claim must be of the same partition as its user.');
    }
    const keys = keysOf(partition);
    const claims = claimKey === undefined ? [] : [keys.claim(claimKey)];
    const version = expectedVersion + events.length;
    const { schema, state } = snapshot;
    const reply = await script(
      [keys.stream(userId), keys.snapshot(userId), keys.feed, ...claims],
      [userId, expectedVersion, JSON.stringify({ version, schema, state }), ...events.flatMap(toEntryValues)],
    );
    return parseResult(reply, partition);
  };
}

function parseResult(reply: unknown, partition: number): AppendResult {
  const [kind, subject, offset] = parseList(reply);
  switch (kind) {
    case 'appended':
    case 'duplicate':
      return { kind, version: parseCount(subject), position: { partition, offset: parseText(offset) } };
    case 'conflict':
      return { kind, version: parseCount(subject) };
    case 'claimed':
      return { kind, userId: parseText(subject) };
    default:
      throw new TypeError('The script append replied with an unknown result.');
  }
}
