import { toEmailAddress } from '../../domain/email-address.ts';
import type { ClaimKeyOf } from '../../ports/claim-key.ts';
import type { Feeds } from '../../ports/feeds.ts';
import type { MessageStore, UserId } from '../../ports/message-store.ts';
import { partitionOf } from '../../ports/partitions.ts';
import { beginning } from '../../ports/position.ts';
import type { UserDocument, UserView } from '../../ports/user-view.ts';
import { AccessDenied } from '../errors.ts';
import type { LoadUserAsOf } from '../load-user.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import { isAdmin, maySee, requireViewer, type Viewer } from '../viewer.ts';
import { type AtLeast, type CatchUp, makeCatchUp } from './catch-up.ts';
import type { WaitForPosition } from './wait-for-position.ts';

export interface FindUser {
  readonly by: { readonly id: UserId } | { readonly email: string };
  /** As the events up to this instant made the user, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly asOf?: number | null | undefined;
  readonly atLeast: AtLeast;
}

export interface UserQueries {
  /**
   * The signed-in user, once the view has it; null when nobody is signed in.
   * @throws PositionNotReached, Unavailable
   */
  me(viewer: Viewer | null, atLeast: AtLeast): Promise<UserDocument | null>;
  /**
   * One user: oneself, once the view has it, or anybody for an administrator. Others are refused alike, whether
   * the user exists or not, and before anything is waited for. An address is looked up in the log, where it
   * belongs to somebody from the registration on.
   * @throws AccessDenied, PositionNotReached, Unavailable
   */
  find(viewer: Viewer | null, query: FindUser): Promise<UserDocument | null>;
  /**
   * Users by id for a list that the viewer may see already, in the order of the ids.
   * @throws PositionNotReached, Unavailable
   */
  byIds(ids: readonly UserId[], atLeast: AtLeast): Promise<readonly (UserDocument | null)[]>;
}

interface Collaborators {
  readonly view: Pick<UserView, 'get'>;
  readonly feeds: Pick<Feeds, 'heads'>;
  readonly store: Pick<MessageStore, 'partitions' | 'ownerOf'>;
  readonly claimKeyOf: ClaimKeyOf;
  readonly loadUserAsOf: LoadUserAsOf;
  readonly waitFor: WaitForPosition;
}

type Deps = Collaborators & { readonly catchUp: CatchUp };

export function makeUserQueries(collaborators: Collaborators): UserQueries {
  const deps = { ...collaborators, catchUp: makeCatchUp('users', collaborators.waitFor) };
  return {
    async me(viewer, atLeast) {
      if (viewer === null) return null;
      await deps.catchUp(atLeast);
      return own(deps, viewer.userId);
    },
    async find(viewer, { by, asOf, atLeast }) {
      const somebody = requireViewer(viewer);
      const id = 'id' in by ? by.id : await ownerOf(deps, by.email);
      if (!mayFind(somebody, id)) throw new AccessDenied('FORBIDDEN');
      await deps.catchUp(atLeast);
      if (id === null) return null;
      if (typeof asOf === 'number') return byIdAsOf(deps, id, asOf);
      return id === somebody.userId ? own(deps, id) : byId(deps, id);
    },
    async byIds(ids, atLeast) {
      await deps.catchUp(atLeast);
      return deps.view.get(ids);
    },
  };
}

/** Whether the viewer may ask for this user, or for somebody whom nobody is. */
function mayFind(viewer: Viewer, id: UserId | null): boolean {
  return id === null ? isAdmin(viewer) : maySee(viewer, id);
}

async function ownerOf({ store, claimKeyOf }: Deps, text: string): Promise<UserId | null> {
  const email = toEmailAddress(text);
  return typeof email === 'string' ? store.ownerOf(claimKeyOf(email)) : null;
}

/** Who is signed in exists: a view without them is only behind. */
async function own(deps: Deps, id: UserId): Promise<UserDocument | null> {
  return (await byId(deps, id)) ?? afterCatchingUp(deps, id);
}

async function byId({ view }: Deps, id: UserId): Promise<UserDocument | null> {
  const [document = null] = await view.get([id]);
  return document;
}

async function byIdAsOf(deps: Deps, id: UserId, instant: number): Promise<UserDocument | null> {
  const { user, version } = await deps.loadUserAsOf(id, instant);
  return user.kind === 'unknown' ? null : toUserDocument(id, user, version);
}

async function afterCatchingUp(deps: Deps, id: UserId): Promise<UserDocument | null> {
  const partition = partitionOf(id, deps.store.partitions);
  const offset = (await deps.feeds.heads())[partition] ?? beginning;
  await deps.catchUp([{ partition, offset }]);
  return byId(deps, id);
}
