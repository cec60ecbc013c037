import type { EventDocument } from '../ports/event-view.ts';
import type { FeedVector } from '../ports/feeds.ts';
import type { Position } from '../ports/position.ts';

/** An attempt to log in, with where to go on after it. */
export interface LoginNotice {
  readonly after: FeedVector;
  /** Where the login stands. */
  readonly position: Position;
  readonly login: EventDocument;
}

/** An attempt to log in, and the place of its entry. An append holds one at the most. */
export type PlacedLogin = Position & { readonly login: EventDocument };
