import type { UserEventType } from '../../domain/user/user-events.ts';
import type { EventDocument, EventView, EventViewReader } from '../../ports/event-view.ts';
import type { StreamSpan, UserId } from '../../ports/message-store.ts';
import type { ViewBuilds } from '../../ports/view-builds.ts';
import { makeFoldEvents, toFoldedEvents } from '../folding/fold-events.ts';
import { eventsAtOnce, makeReadStreams, type StreamReading } from '../folding/read-streams.ts';
import { inParts } from './in-parts.ts';
import type { FailedUser, Projection } from './projection.ts';
import { partsOf, spansOf } from './spans-of.ts';
import { intoNamed, writeFolded } from './write-folded.ts';

/** What the last event of a user is who is erased. */
const erasing: UserEventType = 'UserErased';

/**
 * The projection of the view `events`: one document for each event, logins among them. Once a user is erased, every document of
 * theirs is made again, without what was personal, here and in the views as of an instant.
 */
export function createEventsProjection(
  deps: StreamReading & {
    readonly view: Pick<EventView, 'write'>;
    readonly builds: Pick<ViewBuilds<EventDocument, EventViewReader>, 'named' | 'writeNamed'>;
  },
): Projection {
  const { view, builds } = deps;
  const readStreams = makeReadStreams(deps);
  const fold = makeFoldEvents(deps);

  /** Page by page: a user may have any number of events. */
  async function remake(userId: UserId): Promise<readonly FailedUser[]> {
    const named = await builds.named();
    for await (const folded of fold([userId])) {
      const failed = [...(await writeFolded(view, folded, userOf))];
      const erased = folded.documents.filter(({ isErased }) => isErased);
      for (const { name, asOf } of named) {
        const then = { documents: erased.filter(({ at }) => at <= asOf), failed: [] };
        failed.push(...(await writeFolded(intoNamed(builds, name), then, userOf)));
      }
      if (failed.length > 0) return failed;
    }
    return [];
  }

  async function applySpans(spans: readonly StreamSpan[]): Promise<readonly FailedUser[]> {
    const failed = new Map<UserId, FailedUser>();
    const erased = new Set<UserId>();
    for await (const page of readStreams(spans)) {
      const folded = toFoldedEvents(page.filter(({ userId }) => !failed.has(userId)));
      const [last, documents] = partition(folded.documents, ({ type }) => type === erasing);
      const written = await writeFolded(view, { ...folded, documents }, userOf);
      for (const user of written) failed.set(user.userId, user);
      for (const { userId } of last) erased.add(userId);
    }
    // Behind all others, who need not wait for it. Their last document comes last: once it is there, the work is done.
    const rest = [...erased].filter((userId) => !failed.has(userId));
    const left: FailedUser[] = [];
    for (const userId of rest) left.push(...(await remake(userId)));
    return [...failed.values(), ...left];
  }

  return {
    name: 'events',
    apply: (entries) => inParts(partsOf(spansOf(entries), eventsAtOnce), applySpans),
    async reapply(userId) {
      for (const { error } of await remake(userId)) throw error;
    },
  };
}

function partition<Item>(
  items: readonly Item[],
  isWanted: (item: Item) => boolean,
): readonly [wanted: readonly Item[], others: readonly Item[]] {
  return [items.filter(isWanted), items.filter((item) => !isWanted(item))];
}

function userOf({ userId }: EventDocument): UserId {
  return userId;
}
