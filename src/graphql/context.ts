import DataLoader from 'dataloader';
import type { Application } from '../application/application.ts';
import type { RequestInfo } from '../application/request-info.ts';
import { maySee, type Viewer } from '../application/viewer.ts';
import type { UserId } from '../ports/message-store.ts';
import type { Position } from '../ports/position.ts';
import type { UserDocument } from '../ports/user-view.ts';
import type { TokenCookies } from './token-cookies.ts';

/** What every resolver has at hand for one request. */
export interface GraphQLContext {
  readonly app: Application;
  /** Who sent a valid access token; null for nobody. */
  readonly viewer: Viewer | null;
  readonly request: RequestInfo;
  readonly cookies: TokenCookies;
  /** Users whom this very request proved to be: by registering or logging in. */
  readonly proven: Map<UserId, Viewer>;
  /** What this request already knows of users: lists below them wait until they include it. */
  readonly positions: Map<UserId, Position>;
  readonly users: DataLoader<UserId, UserDocument | null>;
}

/** A context for one request. */
export function createContext(
  parts: Pick<GraphQLContext, 'app' | 'viewer' | 'request' | 'cookies'>,
): GraphQLContext {
  const users = new DataLoader<UserId, UserDocument | null>((ids) => parts.app.users.byIds(ids));
  return { ...parts, proven: new Map(), positions: new Map(), users };
}

/** Who the caller is when it comes to this user: as proved in this request, else by the token. */
export function viewerOf(context: GraphQLContext, userId: UserId): Viewer | null {
  return context.proven.get(userId) ?? context.viewer;
}

/** Whether the caller may see what belongs to this user. */
export function sees(context: GraphQLContext, userId: UserId): boolean {
  return maySee(viewerOf(context, userId), userId);
}

/** The user, after noting that lists below it include the position. */
export function atPosition<User extends { readonly id: UserId } | null>(
  context: GraphQLContext,
  user: User,
  position: Position | null | undefined,
): User {
  if (user !== null && position !== null && position !== undefined) context.positions.set(user.id, position);
  return user;
}
