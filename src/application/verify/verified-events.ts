import { UnreadableEvent } from '../../ports/errors.ts';
import type { EventDocument, EventView } from '../../ports/event-view.ts';
import type { MessageStore, StreamPart } from '../../ports/message-store.ts';
import type { Fold } from '../folding/fold.ts';
import { isUserEventType, userEventSchemas } from '../user-event-schemas.ts';
import { isUserId, type VerifiedView } from './verified-view.ts';

const openFields = [
  'id',
  'type',
  'userId',
  'version',
  'at',
  'actorId',
  'correlationId',
  'causationId',
  'login.outcome',
  'isErased',
];
const ofData = 'data.';

type Store = Pick<MessageStore, 'heads' | 'readSpans'>;

/** The view `events`, to be compared with the log. */
export function createVerifiedEvents(deps: {
  readonly view: EventView;
  readonly fold: Fold<EventDocument>;
  readonly store: Store;
}): VerifiedView<EventDocument> {
  return {
    name: 'events',
    view: deps.view,
    fold: deps.fold,
    // Nothing else ever happens to one.
    ageOf: ({ isErased }) => (isErased ? 1 : 0),
    userOf: ({ userId }) => userId,
    foreignAmong: (documents) => foreignAmong(deps.store, documents),
    isOpen: ({ type }, field) => openFields.includes(field) || isOpenData(type, field),
  };
}

function isOpenData(type: string, field: string): boolean {
  if (!isUserEventType(type) || !field.startsWith(ofData)) return false;
  const { data, schemas } = userEventSchemas[type];
  const name = field.slice(ofData.length);
  return Object.hasOwn(data.shape, name) && !schemas.some(({ sealed }) => sealed.includes(name));
}

async function foreignAmong(
  store: Store,
  documents: readonly EventDocument[],
): Promise<readonly EventDocument[]> {
  const placed = await placedAmong(store, documents);
  const parts = await store.readSpans(
    placed.map(({ userId, version }) => ({ userId, first: version, last: version })),
  );
  const own = new Set(placed.filter(({ id }, index) => !isOther(parts[index], id)));
  return documents.filter((document) => !own.has(document));
}

/** Those at whose place the log has, or had, an event. */
async function placedAmong(
  store: Store,
  documents: readonly EventDocument[],
): Promise<readonly EventDocument[]> {
  const userIds = [...new Set(documents.map(({ userId }) => userId))].filter(isUserId);
  const heads = await store.heads(userIds);
  const last = new Map(userIds.map((userId, index) => [userId, heads[index]?.version ?? 0]));
  return documents.filter(
    ({ userId, version }) =>
      Number.isSafeInteger(version) && version > 0 && version <= (last.get(userId) ?? 0),
  );
}

/** What cannot be read, or is not kept where it should be, says nothing. */
function isOther(part: StreamPart | UnreadableEvent | undefined, id: string): boolean {
  if (part === undefined || part instanceof UnreadableEvent) return false;
  const [event] = part.events;
  return event !== undefined && event.eventId !== id;
}
