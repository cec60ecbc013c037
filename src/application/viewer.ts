import type { UserId } from '../ports/message-store.ts';
import { AccessDenied } from './errors.ts';

/** Who asks, as proved by an access token. */
export interface Viewer {
  readonly userId: UserId;
  readonly sessionId: string;
  readonly roles: readonly string[];
}

export const adminRole = 'admin';

/** Whether the viewer may see everybody's data. */
export function isAdmin(viewer: Viewer | null): boolean {
  return viewer?.roles.includes(adminRole) ?? false;
}

/** Whether the viewer may see what belongs to this user. */
export function maySee(viewer: Viewer | null, userId: UserId): boolean {
  return viewer !== null && (viewer.userId === userId || isAdmin(viewer));
}

/** @throws AccessDenied when nobody is signed in */
export function requireViewer(viewer: Viewer | null): Viewer {
  if (viewer === null) throw new AccessDenied('UNAUTHENTICATED');
  return viewer;
}

/** @throws AccessDenied when the viewer is no administrator */
export function requireAdmin(viewer: Viewer | null): Viewer {
  const somebody = requireViewer(viewer);
  if (!isAdmin(somebody)) throw new AccessDenied('FORBIDDEN');
  return somebody;
}

/**
 * The user to whom a list is narrowed: the one asked for; without one everybody (undefined) for an
 * administrator, and oneself for others.
 * @throws AccessDenied when somebody else is asked for without the right
 */
export function visibleUser(viewer: Viewer | null, asked: UserId | undefined): UserId | undefined {
  const somebody = requireViewer(viewer);
  if (asked !== undefined && !maySee(somebody, asked)) throw new AccessDenied('FORBIDDEN');
  return asked ?? (isAdmin(somebody) ? undefined : somebody.userId);
}
