import { toEmailAddress } from '../../domain/email-address.ts';
import type { Feeds } from '../../ports/feeds.ts';
import type { MessageStore, UserId } from '../../ports/message-store.ts';
import { partitionOf } from '../../ports/partitions.ts';
import { beginning, type Position } from '../../ports/position.ts';
import type { UserDocument, UserView } from '../../ports/user-view.ts';
import { AccessDenied } from '../errors.ts';
import type { makeLoadUserAsOf } from '../load-user.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import { isAdmin, maySee, requireViewer, type Viewer } from '../viewer.ts';
import type { WaitForPosition } from './wait-for-position.ts';

export interface FindUser {
  readonly by: { readonly id: UserId } | { readonly email: string };
  /** As the events up to this instant made the user, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly asOf?: number | null | undefined;
  readonly atLeast?: Position | null | undefined;
}

export interface UserQueries {
  /** The signed-in user, once the view has it; null when nobody is signed in. */
  me(viewer: Viewer | null, atLeast?: Position | null): Promise<UserDocument | null>;
  /**
   * One user: oneself, or anybody for an administrator. Others are refused alike, whether the user exists or not.
   * @throws AccessDenied, PositionNotReached, Unavailable
   */
  find(viewer: Viewer | null, query: FindUser): Promise<UserDocument | null>;
  /** Users by id for a list that the viewer may see already, in the order of the ids. @throws Unavailable */
  byIds(ids: readonly UserId[]): Promise<readonly (UserDocument | null)[]>;
}

interface Deps {
  readonly view: UserView;
  readonly feeds: Pick<Feeds, 'heads'>;
  readonly store: Pick<MessageStore, 'partitions'>;
  readonly loadUserAsOf: ReturnType<typeof makeLoadUserAsOf>;
  readonly waitFor: WaitForPosition;
}

export function makeUserQueries(deps: Deps): UserQueries {
  return {
    async me(viewer, atLeast) {
      if (viewer === null) return null;
      await deps.waitFor('users', atLeast);
      return (await byId(deps, viewer.userId)) ?? afterCatchingUp(deps, viewer.userId);
    },
    async find(viewer, query) {
      requireViewer(viewer);
      await deps.waitFor('users', query.atLeast);
      return 'id' in query.by
        ? findById(deps, viewer, query.by.id, query.asOf)
        : findByEmail(deps, viewer, query.by.email, query);
    },
    byIds: (ids) => deps.view.get(ids),
  };
}

async function findById(
  deps: Deps,
  viewer: Viewer | null,
  id: UserId,
  asOf: number | null | undefined,
): Promise<UserDocument | null> {
  if (!maySee(viewer, id)) throw new AccessDenied('FORBIDDEN');
  return asOf === null || asOf === undefined ? byId(deps, id) : byIdAsOf(deps, id, asOf);
}

async function findByEmail(
  deps: Deps,
  viewer: Viewer | null,
  text: string,
  { atLeast, asOf }: FindUser,
): Promise<UserDocument | null> {
  const email = toEmailAddress(text);
  if (atLeast !== null && atLeast !== undefined) await deps.view.refresh();
  const found = typeof email === 'string' ? await deps.view.findByEmail(email) : null;
  if (!isAdmin(viewer) && (found === null || !maySee(viewer, found.id))) throw new AccessDenied('FORBIDDEN');
  return found === null || asOf === null || asOf === undefined ? found : byIdAsOf(deps, found.id, asOf);
}

async function byId({ view }: Deps, id: UserId): Promise<UserDocument | null> {
  const [document = null] = await view.get([id]);
  return document;
}

async function byIdAsOf(deps: Deps, id: UserId, instant: number): Promise<UserDocument | null> {
  const { user, version } = await deps.loadUserAsOf(id, instant);
  return user.kind === 'unknown' ? null : toUserDocument(id, user, version);
}

/** Who is signed in exists: a view without them is only behind. */
async function afterCatchingUp(deps: Deps, id: UserId): Promise<UserDocument | null> {
  const partition = partitionOf(id, deps.store.partitions);
  const offset = (await deps.feeds.heads())[partition] ?? beginning;
  await deps.waitFor('users', { partition, offset });
  return byId(deps, id);
}
