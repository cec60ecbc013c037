import type { EventDocument, EventView, EventViewReader } from '../../src/ports/event-view.ts';
import type { UserDocument, UserView, UserViewReader } from '../../src/ports/user-view.ts';
import type { ViewBuilds } from '../../src/ports/view-builds.ts';

interface Opened<View> {
  readonly view: View;
  close(): Promise<void>;
}

/** Opens a view that holds nothing yet, without preparing it. */
export type OpenUserView = () => Promise<Opened<UserView>>;
export type OpenEventView = () => Promise<Opened<EventView>>;

/** Both views of one process, and their builds. */
export interface BuiltViews {
  readonly userView: UserView;
  readonly eventView: EventView;
  readonly userBuilds: ViewBuilds<UserDocument, UserViewReader>;
  readonly eventBuilds: ViewBuilds<EventDocument, EventViewReader>;
}

/** Opens views that hold nothing yet, as two processes have them that share a store, without preparing them. */
export type OpenBuiltViews = () => Promise<{
  readonly first: BuiltViews;
  readonly second: BuiltViews;
  close(): Promise<void>;
}>;
