import { createHash } from 'node:crypto';
import { decode } from '@msgpack/msgpack';
import { type AppendRequest, rememberedCommands, type Snapshot } from '../../ports/message-store.ts';
import { fromUuid, isUuid } from './compact-values.ts';
import { pack } from './pack.ts';
import { parseBytes, parseCount, parseList } from './replies.ts';

/**
 * A snapshot's record: how many commands it remembers (1 byte) and its version (4 bytes); then for each command, the
 * newest first, its mark and how many events it appended, less one (1 byte); then the schema and the sealed state.
 * The script `append` keeps all but the end of it.
 */
const headBytes = 5;
const markBytes = 16;
const commandBytes = markBytes + 1;

/** What stands for a command's id: the bytes of a UUID, or as many of a hash of any other text. */
export function toMark(commandId: string): Buffer {
  if (isUuid(commandId)) return fromUuid(commandId);
  return createHash('sha256').update(commandId).digest().subarray(0, markBytes);
}

/** The end of the record. */
export function toState({ schema, sealed }: AppendRequest['snapshot']): Buffer {
  return pack([schema, sealed]);
}

/** What is no snapshot counts as none: it is derived, and its reader refolds the stream. */
export function parseSnapshotRecord(record: Uint8Array): Snapshot | null {
  const commands = record.at(0) ?? 0;
  if (commands === 0 || commands > rememberedCommands) return null;
  try {
    const [schema, sealed] = parseList(decode(record.subarray(headBytes + commands * commandBytes)));
    const version = Buffer.from(record).readUInt32BE(1);
    return { version, schema: parseCount(schema), sealed: Uint8Array.from(parseBytes(sealed)) };
  } catch {
    // As above.
    return null;
  }
}
