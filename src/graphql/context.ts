import { contextCacheSymbol } from '@pothos/core';
import type { Application } from '../application/application.ts';
import { type AtLeast, nothing } from '../application/queries/catch-up.ts';
import type { RequestInfo } from '../application/request-info.ts';
import { maySee, type Viewer } from '../application/viewer.ts';
import type { UserId } from '../ports/message-store.ts';
import { compareOffsets, type Position } from '../ports/position.ts';
import type { UserDocument } from '../ports/user-view.ts';
import type { TokenCookies } from './token-cookies.ts';
import { createUserLoaders, type UserLoaders } from './user-loaders.ts';

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
  /**
   * Users whose own fields this very request may read, and nothing behind them: with a token that was mailed to them it did what
   * the token is for. It is signed in as nobody by that.
   */
  readonly shown: WeakSet<UserDocument>;
  /** What this request knows to have happened, the newest of each partition: whatever it reads includes it. */
  readonly known: { atLeast: AtLeast };
  readonly users: UserLoaders;
  /** The names of the views from which documents of this request were read, but for those of the present. */
  readonly origins: WeakMap<object, string>;
  /** Under this object Pothos keeps what it found out in this request. */
  [contextCacheSymbol]: object;
}

type Parts = Pick<GraphQLContext, 'app' | 'viewer' | 'request' | 'idempotencyKey' | 'cookies'> & {
  /** Aborts when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
};

/** A context for one request. */
export function createContext({ signal, ...parts }: Parts): GraphQLContext {
  const known: GraphQLContext['known'] = { atLeast: signal === undefined ? nothing : { ...nothing, signal } };
  const users = createUserLoaders((ids, view) =>
    parts.app.users.byIds(parts.viewer, ids, view === undefined ? known : { view }),
  );
  return {
    ...parts,
    proven: new Map(),
    shown: new WeakSet(),
    known,
    users,
    origins: new WeakMap(),
    [contextCacheSymbol]: {},
  };
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
  const { atLeast } = known;
  if (position === null || position === undefined || isIncluded(atLeast, position)) return atLeast;
  const others = atLeast.positions.filter(({ partition }) => partition !== position.partition);
  known.atLeast = { ...atLeast, positions: [...others, position] };
  users.forget();
  return known.atLeast;
}

function isIncluded({ positions }: AtLeast, { partition, offset }: Position): boolean {
  return positions.some(
    (known) => known.partition === partition && compareOffsets(known.offset, offset) >= 0,
  );
}

/** Forgets what was found out for the event before: a subscription has one context for all of them. */
export function beginEvent(context: GraphQLContext, position: Position): void {
  context.users.forget();
  context[contextCacheSymbol] = {};
  including(context, position);
}
