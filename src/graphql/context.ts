import { contextCacheSymbol } from '@pothos/core';
import DataLoader from 'dataloader';
import type { Application } from '../application/application.ts';
import type { AtLeast } from '../application/queries/catch-up.ts';
import type { RequestInfo } from '../application/request-info.ts';
import { maySee, type Viewer } from '../application/viewer.ts';
import type { UserId } from '../ports/message-store.ts';
import { compareOffsets, type Position } from '../ports/position.ts';
import type { UserDocument } from '../ports/user-view.ts';
import type { TokenCookies } from './token-cookies.ts';

/** What every resolver has at hand for one request. */
export interface GraphQLContext {
  readonly app: Application;
  /** Who sent a valid access token; null for nobody. */
  readonly viewer: Viewer | null;
  readonly request: RequestInfo;
  /** The header Idempotency-Key as it was sent; null when it was not. */
  readonly idempotencyKey: string | null;
  readonly cookies: TokenCookies;
  /** Users whom this very request proved to be: by registering or logging in. */
  readonly proven: Map<UserId, Viewer>;
  /** What this request knows to have happened, the newest of each partition: whatever it reads includes it. */
  readonly known: { atLeast: AtLeast };
  readonly users: DataLoader<UserId, UserDocument | null>;
  /** Under this object Pothos keeps what it found out in this request. */
  [contextCacheSymbol]: object;
}

/** A context for one request. */
export function createContext(
  parts: Pick<GraphQLContext, 'app' | 'viewer' | 'request' | 'idempotencyKey' | 'cookies'>,
): GraphQLContext {
  const known: GraphQLContext['known'] = { atLeast: [] };
  const users = new DataLoader<UserId, UserDocument | null>((ids) =>
    parts.app.users.byIds(ids, known.atLeast),
  );
  return { ...parts, proven: new Map(), known, users, [contextCacheSymbol]: {} };
}

/** Who the caller is when it comes to this user: as proved in this request, else by the token. */
export function viewerOf(context: GraphQLContext, userId: UserId): Viewer | null {
  return context.proven.get(userId) ?? context.viewer;
}

/** Whether the caller may see what belongs to this user. */
export function sees(context: GraphQLContext, userId: UserId): boolean {
  return maySee(viewerOf(context, userId), userId);
}

/** What a view has to include for this request, which is this position too from now on. */
export function including({ known, users }: GraphQLContext, position?: Position | null): AtLeast {
  if (position === null || position === undefined || isIncluded(known.atLeast, position))
    return known.atLeast;
  known.atLeast = [...known.atLeast.filter(({ partition }) => partition !== position.partition), position];
  // What was read before may be older.
  users.clearAll();
  return known.atLeast;
}

function isIncluded(atLeast: AtLeast, { partition, offset }: Position): boolean {
  return atLeast.some((known) => known.partition === partition && compareOffsets(known.offset, offset) >= 0);
}

/** Forgets what was found out for the event before: a subscription has one context for all of them. */
export function beginEvent(context: GraphQLContext, position: Position): void {
  context.users.clearAll();
  context[contextCacheSymbol] = {};
  including(context, position);
}
