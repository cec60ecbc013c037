import { toEmailAddress } from '../../domain/email-address.ts';
import type { Feeds } from '../../ports/feeds.ts';
import type { MessageStore, UserId } from '../../ports/message-store.ts';
import { partitionOf } from '../../ports/partitions.ts';
import { beginning } from '../../ports/position.ts';
import type { UserDocument, UserView } from '../../ports/user-view.ts';
import type { AccountOf } from '../account-of.ts';
import { AccessDenied } from '../errors.ts';
import type { LoadUserAsOf } from '../load-user.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import { isAdmin, maySee, requireViewer, type Viewer } from '../viewer.ts';
import type { AtLeast } from './catch-up.ts';
import type { OpenView, Source } from './source.ts';

export interface FindUser {
  readonly by: { readonly id: UserId } | { readonly email: string };
  /** As the events up to this instant made the user, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly asOf?: number | null | undefined;
  readonly source: Source;
}

export interface UserQueries {
  /**
   * The signed-in user, once the view has it; null when nobody is signed in.
   * @throws PositionNotReached, UserSetAside, Unavailable
   */
  me(viewer: Viewer | null, atLeast: AtLeast): Promise<UserDocument | null>;
  /**
   * One user: oneself, once the view has it, or anybody for an administrator. Others are refused alike, whether
   * the user exists or not, and before anything is waited for. An address is looked up in the log, where it
   * belongs to somebody from the registration on.
   * @throws AccessDenied, PositionNotReached, UserSetAside, UnknownView, Unavailable
   */
  find(viewer: Viewer | null, query: FindUser): Promise<UserDocument | null>;
  /**
   * Users by id for a list that the viewer may see already, in the order of the ids.
   * @throws AccessDenied, PositionNotReached, UnknownView, Unavailable
   */
  byIds(
    viewer: Viewer | null,
    ids: readonly UserId[],
    source: Source,
  ): Promise<readonly (UserDocument | null)[]>;
}

interface Deps {
  readonly openUsers: OpenView<Pick<UserView, 'get'>>;
  readonly feeds: Pick<Feeds, 'heads'>;
  readonly store: Pick<MessageStore, 'partitions'>;
  readonly accountOf: AccountOf;
  readonly loadUserAsOf: LoadUserAsOf;
}

export function makeUserQueries(deps: Deps): UserQueries {
  const { openUsers } = deps;
  return {
    async me(viewer, atLeast) {
      return viewer === null ? null : own(deps, viewer, { atLeast });
    },
    async find(viewer, { by, asOf, source }) {
      const somebody = requireViewer(viewer);
      const id = await permittedId(deps, somebody, by);
      if (id === null || typeof asOf === 'number') await openUsers(viewer, source, { by: 'id' });
      if (id === null) return null;
      return typeof asOf === 'number' ? byIdAsOf(deps, id, asOf) : present(deps, somebody, { id, source });
    },
    async byIds(viewer, ids, source) {
      const view = await openUsers(viewer, source, { by: 'id' });
      return view.get(ids);
    },
  };
}

/** @throws AccessDenied */
async function permittedId(deps: Deps, viewer: Viewer, by: FindUser['by']): Promise<UserId | null> {
  const id = 'id' in by ? by.id : await ownerOf(deps, by.email);
  if (!mayFind(viewer, id)) throw new AccessDenied('FORBIDDEN');
  return id;
}

/** Whether the viewer may ask for this user, or for somebody whom nobody is. */
function mayFind(viewer: Viewer, id: UserId | null): boolean {
  return id === null ? isAdmin(viewer) : maySee(viewer, id);
}

async function ownerOf({ accountOf }: Deps, text: string): Promise<UserId | null> {
  const email = toEmailAddress(text);
  return typeof email === 'string' ? ((await accountOf(email))?.userId ?? null) : null;
}

function present(deps: Deps, viewer: Viewer, { id, source }: ById): Promise<UserDocument | null> {
  return id === viewer.userId ? own(deps, viewer, source) : byId(deps, viewer, { id, source });
}

/** Who is signed in exists: a present view without them is only behind. */
async function own(deps: Deps, viewer: Viewer, source: Source): Promise<UserDocument | null> {
  const { userId: id } = viewer;
  const found = await byId(deps, viewer, { id, source });
  if (found !== null || !('atLeast' in source)) return found;
  const partition = partitionOf(id, deps.store.partitions);
  const offset = (await deps.feeds.heads())[partition] ?? beginning;
  const atLeast = { ...source.atLeast, positions: [{ partition, offset }] };
  return byId(deps, viewer, { id, source: { atLeast } });
}

interface ById {
  readonly id: UserId;
  readonly source: Source;
}

async function byId({ openUsers }: Deps, viewer: Viewer, { id, source }: ById): Promise<UserDocument | null> {
  const view = await openUsers(viewer, source, { by: 'id', userId: id });
  const [document = null] = await view.get([id]);
  return document;
}

async function byIdAsOf(deps: Deps, id: UserId, instant: number): Promise<UserDocument | null> {
  const { user, version } = await deps.loadUserAsOf(id, instant);
  return user.kind === 'unknown' ? null : toUserDocument(id, user, version);
}
