import type { EventView } from '../../src/ports/event-view.ts';
import type { UserView } from '../../src/ports/user-view.ts';

interface Opened<View> {
  readonly view: View;
  close(): Promise<void>;
}

/** Opens a view that holds nothing yet, without preparing it. */
export type OpenUserView = () => Promise<Opened<UserView>>;
export type OpenEventView = () => Promise<Opened<EventView>>;
