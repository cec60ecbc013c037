import type { MessageStore, StreamHead, UserId } from '../../ports/message-store.ts';
import { type BatchParts, createBatchScript } from './batch-script.ts';
import { parseVersion } from './event-entry.ts';
import { copyOf, parseBytes, parseBytesOrNull, parseText } from './replies.ts';
import { parseSnapshotRecord } from './snapshot-record.ts';

const unknown: StreamHead = { version: 0, snapshot: null, userKey: null };

export function createReadHeads(parts: BatchParts): Pick<MessageStore, 'head' | 'heads'> {
  const read = createBatchScript<{ readonly userId: UserId }, StreamHead>(parts, {
    name: 'heads',
    keysFor: ({ userId }, { stream, snapshot, userKey }) => [
      stream(userId),
      snapshot(userId),
      userKey(userId),
    ],
    argumentsFor: () => [],
    costOf: () => 2,
    parts: 3,
    parse: (_, [id, snapshot, userKey]) => parseHead(id, snapshot, userKey),
  });
  return {
    head: async (userId) => (await read([{ userId }]))[0] ?? unknown,
    heads: (userIds) => read(userIds.map((userId) => ({ userId }))),
  };
}

function parseHead(id: unknown, snapshot: unknown, userKey: unknown): StreamHead {
  return {
    version: id === null ? 0 : parseVersion(parseText(id)),
    snapshot: snapshot === null ? null : parseSnapshotRecord(parseBytes(snapshot)),
    userKey: copyOf(parseBytesOrNull(userKey)),
  };
}
