import { UnreadableEvent } from '../../ports/errors.ts';
import type { EventView } from '../../ports/event-view.ts';
import type { Feeds, ParkedUser } from '../../ports/feeds.ts';
import type { MessageStore, StoredEvent, UserId } from '../../ports/message-store.ts';
import { partitionOf } from '../../ports/partitions.ts';
import type { UserView } from '../../ports/user-view.ts';
import { type CipherOf, decodeEvents } from '../decode-events.ts';
import { isUserEventType, userEventSchemas } from '../user-event-schemas.ts';

/** The first event of a user that this build cannot read, without anything of its content. */
export interface FailingEvent {
  readonly version: number;
  /** Null when there is no event at this version. */
  readonly type: string | null;
  /** Whether another build may well read it. */
  readonly isOfOtherBuild: boolean;
  readonly error: string;
}

/** What one view has of a user. */
export interface ViewOfUser {
  readonly view: string;
  /** The latest version that a document tells of; null when there is no document. */
  readonly version: number | null;
  readonly parked: ParkedUser | null;
}

export interface UserInspection {
  readonly userId: UserId;
  readonly partition: number;
  /** How many events the log has; 0 when it does not have the user. */
  readonly version: number;
  readonly views: readonly ViewOfUser[];
  readonly failing: FailingEvent | null;
}

interface Deps {
  /** With what was archived of it. */
  readonly store: Pick<MessageStore, 'partitions' | 'head' | 'read'>;
  readonly cipherOf: CipherOf;
  readonly feeds: Pick<Feeds, 'parked'>;
  readonly userView: Pick<UserView, 'get'>;
  readonly eventView: Pick<EventView, 'search'>;
}

/** Everything that is known of a user's stream and of its documents, with nothing personal. @throws Unavailable */
export async function inspectUser(deps: Deps, userId: UserId): Promise<UserInspection> {
  const { store, userView, eventView } = deps;
  const partition = partitionOf(userId, store.partitions);
  const { version } = await store.head(userId);
  const [document] = await userView.get([userId]);
  const latest = await eventView.search({ userId }, { direction: 'forward', count: 1, cursor: null });
  const parkedBy = async (view: string) =>
    (await deps.feeds.parked(view, partition)).find((user) => user.userId === userId) ?? null;
  return {
    userId,
    partition,
    version,
    views: [
      { view: 'users', version: document?.version ?? null, parked: await parkedBy('users') },
      {
        view: 'events',
        version: latest.items[0]?.item.version ?? null,
        parked: await parkedBy('events'),
      },
    ],
    failing: await failingEvent(deps, userId, version),
  };
}

async function failingEvent(
  { store, cipherOf }: Pick<Deps, 'store' | 'cipherOf'>,
  userId: UserId,
  last: number,
): Promise<FailingEvent | null> {
  let read: StoredEvent | null = null;
  let decoded = 0;
  async function* watched() {
    for await (const stored of store.read(userId, 0)) {
      read = stored;
      yield stored;
    }
  }
  try {
    for await (const { stored } of decodeEvents(watched(), cipherOf)) {
      if (stored.version !== decoded + 1) break;
      decoded = stored.version;
    }
    return decoded >= last ? null : missing(userId, decoded + 1);
  } catch (error) {
    if (!(error instanceof UnreadableEvent)) throw error;
    return toFailing(read, decoded + 1, error);
  }
}

/** What was read last is the event that fails, unless that one could not even be read. */
function toFailing(
  read: StoredEvent | null,
  version: number,
  { message: error }: UnreadableEvent,
): FailingEvent {
  const event = read?.version === version ? read : null;
  return {
    version,
    type: event?.type ?? null,
    isOfOtherBuild: event !== null && !isKnown(event),
    error,
  };
}

function isKnown({ type, schema }: StoredEvent): boolean {
  return isUserEventType(type) && schema <= userEventSchemas[type].schemas.length;
}

function missing(userId: UserId, version: number): FailingEvent {
  const error = `Event ${version} of user ${userId} is missing.`;
  return { version, type: null, isOfOtherBuild: false, error };
}
