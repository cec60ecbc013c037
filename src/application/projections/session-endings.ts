import { z } from 'zod';
import type { UserEventType } from '../../domain/user/user-events.ts';
import { UnreadableEvent } from '../../ports/errors.ts';
import type { MessageStore, StoredEvent, StreamPart, StreamSpan, UserId } from '../../ports/message-store.ts';
import type { ReleaseClaim } from '../claims/release-claim.ts';
import { missingEvent } from '../decode-events.ts';
import type { EndSessions } from '../end-sessions.ts';
import { eventsAtOnce } from '../folding/read-streams.ts';
import { attemptUsers } from './attempt-users.ts';
import { inParts } from './in-parts.ts';
import type { Projection } from './projection.ts';
import { partsOf, spansOf } from './spans-of.ts';

type End = (event: StoredEvent) => Promise<void>;

/**
 * Ends the sessions that the log says are over, and frees the addresses that it says nobody has, once more: whoever wrote these
 * events may not have come so far. It decrypts nothing but the user of such an address. It is no view, and where feeds were trimmed before there was such a
 * group it begins at what they still hold.
 */
export function createSessionEndings(deps: {
  readonly store: Pick<MessageStore, 'readSpans' | 'head' | 'read'>;
  readonly endSessions: EndSessions;
  readonly releaseClaim: ReleaseClaim;
}): Projection {
  const { store } = deps;
  const end = makeEnd(deps);
  return {
    name: 'sessions',
    skipsTrimmed: true,
    apply: (entries) =>
      inParts(partsOf(spansOf(entries), eventsAtOnce), async (spans) => {
        const read = await readByUser(store, spans);
        return attemptUsers(read.keys(), async (userId) => {
          for (const [span, part] of read.get(userId) ?? []) await endAll(end, span, part);
        });
      }),
    async reapply(userId) {
      const { version } = await store.head(userId);
      for await (const event of store.read(userId, 0)) {
        if (event.version > version) return;
        await end(event);
      }
    },
  };
}

type ReadSpan = readonly [span: StreamSpan, part: StreamPart | UnreadableEvent | undefined];

async function readByUser(
  store: Pick<MessageStore, 'readSpans'>,
  spans: readonly StreamSpan[],
): Promise<ReadonlyMap<UserId, readonly ReadSpan[]>> {
  const parts = await store.readSpans(spans);
  return Map.groupBy(
    spans.map((span, index): ReadSpan => [span, parts[index]]),
    ([{ userId }]) => userId,
  );
}

async function endAll(end: End, { userId, first, last }: StreamSpan, part: ReadSpan[1]): Promise<void> {
  if (part instanceof UnreadableEvent) throw part;
  const events = part?.events ?? [];
  for (const event of events) await end(event);
  if (events.length < last - first + 1) throw missingEvent(userId, first + events.length);
}

const named = z.object({ sessionId: z.string() });
const freeing = z.object({ formerClaimKey: z.string() });
const interrupting = z.object({ claimKey: z.string() });
const keeping = z.object({ keptSessionId: z.string().nullable() });

function makeEnd({
  endSessions,
  releaseClaim,
}: {
  readonly endSessions: EndSessions;
  readonly releaseClaim: ReleaseClaim;
}): End {
  return async (event) => {
    const { userId, version, at } = event;
    switch (event.type as UserEventType) {
      case 'SessionRevoked':
        return endSessions.named([parseData(named, event).sessionId]);
      case 'PasswordChanged': {
        const { keptSessionId } = parseData(keeping, event);
        return endSessions.before({ userId, version, at, keptSessionId });
      }
      case 'PasswordReset':
      case 'UserDeactivated':
      case 'RoleRevoked':
        return endSessions.before({ userId, version, at, keptSessionId: null });
      case 'UserErased':
        return endSessions.every(userId);
      case 'EmailChanged':
        return releaseClaim(parseData(freeing, event).formerClaimKey, userId);
      case 'EmailChangeInterrupted':
        return releaseClaim(parseData(interrupting, event).claimKey, userId);
      default:
        return undefined;
    }
  };
}

/** @throws UnreadableEvent */
function parseData<Data>(shape: z.ZodType<Data>, { userId, version, type, data }: StoredEvent): Data {
  const parsed = shape.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new UnreadableEvent(
    `Event ${version} (${type}) of user ${userId} does not have the shape of its type.`,
  );
}
