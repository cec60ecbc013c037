import type { Transaction } from 'kysely';
import type { AppendRequest, AppendResult } from '../../../ports/message-store.ts';
import type { Tables } from '../tables.ts';
import { readClaim } from './claims.ts';
import { toOffset } from './offsets.ts';
import { findCommand } from './recent-commands.ts';
import type { StreamRow } from './stream-rows.ts';

interface Attempt {
  readonly request: AppendRequest;
  readonly partition: number;
  readonly stream: StreamRow | undefined;
}

/** Why nothing is to be stored; undefined when there is no reason. */
export async function findRefusal(
  db: Transaction<Tables>,
  attempt: Attempt,
): Promise<AppendResult | undefined> {
  const { request, stream } = attempt;
  const command = findAppended(attempt);
  if (command !== undefined) return command;
  const version = stream?.version ?? 0;
  if (version !== request.expectedVersion) {
    return (await findSameEvents(db, attempt)) ?? { kind: 'conflict', version };
  }
  return findOtherClaimant(db, request);
}

/** Whether the command is one that the stream remembers, whatever version it expects now. */
function findAppended({ request, partition, stream }: Attempt): AppendResult | undefined {
  const [first] = request.events;
  if (stream === undefined || first === undefined) return undefined;
  const command = findCommand(stream.commands_json, first.metadata.commandId);
  return command && duplicate(partition, command.version, command.offset);
}

/** Whether exactly these events follow the expected version already. */
async function findSameEvents(
  db: Transaction<Tables>,
  { request: { userId, expectedVersion, events }, partition }: Attempt,
): Promise<AppendResult | undefined> {
  const version = expectedVersion + events.length;
  const stored = await db
    .selectFrom('events')
    .select(['event_id', 'offset'])
    .where('user_id', '=', userId)
    .where('version', '>', expectedVersion)
    .where('version', '<=', version)
    .orderBy('version')
    .execute();
  const last = stored.at(-1);
  const same = stored.length === events.length && events.every((e, i) => e.eventId === stored[i]?.event_id);
  return last !== undefined && same ? duplicate(partition, version, last.offset) : undefined;
}

async function findOtherClaimant(
  db: Transaction<Tables>,
  { userId, claimKey }: AppendRequest,
): Promise<AppendResult | undefined> {
  if (claimKey === undefined) return undefined;
  const claim = await readClaim(db, claimKey);
  return claim === null || claim.userId === userId ? undefined : { kind: 'claimed', userId: claim.userId };
}

function duplicate(partition: number, version: number, offset: number): AppendResult {
  return { kind: 'duplicate', version, position: { partition, offset: toOffset(offset) } };
}
