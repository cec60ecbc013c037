import { assertAppendable } from '../../ports/append-limits.ts';
import type { AppendRequest, AppendResult, MessageStore } from '../../ports/message-store.ts';
import { partitionOf } from '../../ports/partitions.ts';
import { claimantOf } from './claims.ts';
import { fromUuid } from './compact-values.ts';
import { toEventEntry } from './event-entry.ts';
import type { Guard } from './failures.ts';
import { toFeedValue } from './feed-value.ts';
import type { KeysOfPartition, PartitionKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import { parseBytes, parseCount, parseList, parseText } from './replies.ts';
import { type Argument, createScript, repliesAsBytes } from './script.ts';
import { toMark, toState } from './snapshot-record.ts';
import { waitingForReplicas } from './wait-for-replicas.ts';

export function createAppend({
  redis,
  partitions,
  keysOf,
  guard,
  replicas,
}: {
  readonly redis: RedisClient;
  readonly partitions: number;
  readonly keysOf: KeysOfPartition;
  readonly guard: Guard;
  /** How many replicas have to have an append before it counts. */
  readonly replicas: number;
}): MessageStore['append'] {
  const send = replicas === 0 ? repliesAsBytes : waitingForReplicas(replicas);
  const script = createScript(redis, 'append', send);

  return async (request) => {
    assertAppendable(request);
    const { userId, claimKey } = request;
    const partition = partitionOf(userId, partitions);
    if (claimKey !== undefined && partitionOf(claimKey, partitions) !== partition) {
      throw new Error('A claim must be of the same partition as its user.');
    }
    const keys = toKeys(keysOf(partition), request);
    const args = toArguments(request);
    return parseResult(await guard(() => script(keys, args)), partition);
  };
}

function toKeys(keys: PartitionKeys, { userId, claimKey }: AppendRequest): readonly string[] {
  const ofUser = [keys.stream(userId), keys.snapshot(userId), keys.feed, keys.userKey(userId)];
  return claimKey === undefined ? ofUser : [...ofUser, keys.claim(claimKey)];
}

function toArguments(request: AppendRequest): readonly Argument[] {
  const { userId, expectedVersion, events, snapshot, userKey, destroysKey = false } = request;
  const [first] = events;
  const count = events.length;
  const entries = events.map((event) => toEventEntry(event, userId));
  return [
    fromUuid(userId),
    expectedVersion,
    toMark(first?.metadata.commandId ?? ''),
    toState(snapshot),
    toFeedValue({ userId, version: expectedVersion + count, count }),
    Buffer.from(userKey ?? []),
    destroysKey ? 'destroys' : '',
    ...entries.flatMap(({ id, rest }) => [id, rest]),
  ];
}

function parseResult(reply: unknown, partition: number): AppendResult {
  const [name, subject, offset] = parseList(reply);
  const kind = parseText(name);
  switch (kind) {
    case 'appended':
    case 'duplicate':
      return { kind, version: parseCount(subject), position: { partition, offset: parseText(offset) } };
    case 'conflict':
      return { kind, version: parseCount(subject) };
    case 'claimed':
      return { kind, userId: claimantOf(parseBytes(subject)) };
    default:
      throw new TypeError('The script append replied with an unknown result.');
  }
}
