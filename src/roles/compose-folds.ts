import type { Secrets } from '../adapters/crypto/secrets.ts';
import { createArchivedMessageStore } from '../application/archive/archived-message-store.ts';
import type { Fold } from '../application/folding/fold.ts';
import { makeFoldEvents } from '../application/folding/fold-events.ts';
import { makeFoldUsers } from '../application/folding/fold-users.ts';
import { makeGatheredGet } from '../application/gathered-get.ts';
import { type LoadUser, makeLoadUser } from '../application/load-user.ts';
import type { EventDocument } from '../ports/event-view.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { UserDocument } from '../ports/user-view.ts';
import type { Config } from './config.ts';
import { openArchive } from './open-archive.ts';
import type { Stores } from './stores.ts';

/** What reads the log. */
export interface LogReading {
  /** The log with what was archived of it. */
  readonly store: MessageStore;
  readonly loadUser: LoadUser;
  readonly foldUsers: Fold<UserDocument>;
  readonly foldEvents: Fold<EventDocument>;
}

export function composeFolds(
  config: Config,
  { messageStore }: Pick<Stores, 'messageStore'>,
  { userKeys, fingerprint }: Pick<Secrets, 'userKeys' | 'fingerprint'>,
): LogReading {
  const store = createArchivedMessageStore(messageStore, openArchive(config, fingerprint));
  const loadUser = makeLoadUser({ store: { ...store, head: makeHead(store) }, userKeys });
  return {
    store,
    loadUser,
    foldUsers: makeFoldUsers({ store, userKeys }),
    foldEvents: makeFoldEvents({ store, userKeys }),
  };
}

/** What many commands load in one turn of the event loop costs one step. */
function makeHead({ heads, head }: MessageStore): MessageStore['head'] {
  const get = makeGatheredGet(heads);
  return async (userId) => (await get([userId]))[0] ?? head(userId);
}
