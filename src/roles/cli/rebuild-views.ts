import {
  createRebuildableEvents,
  createRebuildableUsers,
  type RebuildableView,
} from '../../application/rebuild/rebuildable-view.ts';
import type { EventDocument } from '../../ports/event-view.ts';
import type { MessageStore } from '../../ports/message-store.ts';
import type { UserDocument } from '../../ports/user-view.ts';
import { composeFolds } from '../compose-folds.ts';
import type { Opened } from './with-stores.ts';

/** Both views, with what they are made anew from. */
export interface RebuildableViews {
  readonly store: MessageStore;
  readonly users: RebuildableView<UserDocument>;
  readonly events: RebuildableView<EventDocument>;
}

export function composeRebuildableViews({ config, stores, secrets }: Opened): RebuildableViews {
  const { store, foldUsers, foldEvents } = composeFolds(config, stores, secrets);
  return {
    store,
    users: createRebuildableUsers({
      store,
      view: stores.userView,
      builds: stores.userBuilds,
      fold: foldUsers,
    }),
    events: createRebuildableEvents({
      store,
      view: stores.eventView,
      builds: stores.eventBuilds,
      fold: foldEvents,
    }),
  };
}
