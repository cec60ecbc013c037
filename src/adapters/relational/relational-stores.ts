import type { AdministratorRegister } from '../../ports/administrator-register.ts';
import type { StoreIdentity } from '../../ports/errors.ts';
import type { EventDocument, EventView, EventViewReader } from '../../ports/event-view.ts';
import type { Feeds } from '../../ports/feeds.ts';
import type { IdempotencyStore } from '../../ports/idempotency-store.ts';
import type { KeyRing } from '../../ports/key-ring.ts';
import type { MessageStore } from '../../ports/message-store.ts';
import type { SessionStore } from '../../ports/session-store.ts';
import type { UserDocument, UserView, UserViewReader } from '../../ports/user-view.ts';
import type { ViewBuilds } from '../../ports/view-builds.ts';
import { createArrivals } from './log/arrivals.ts';
import { createRelationalFeeds } from './log/relational-feeds.ts';
import { createRelationalMessageStore } from './log/relational-message-store.ts';
import type { RelationalDatabase } from './relational-database.ts';
import { createRelationalAdministratorRegister } from './sessions/relational-administrator-register.ts';
import { createRelationalIdempotencyStore } from './sessions/relational-idempotency-store.ts';
import { createRelationalKeyRing } from './sessions/relational-key-ring.ts';
import { createRelationalSessionStore } from './sessions/relational-session-store.ts';
import { eventKind } from './views/event-kind.ts';
import { createEventReader, createRelationalEventView } from './views/relational-event-view.ts';
import { createRelationalUserView, createUserReader } from './views/relational-user-view.ts';
import { createRelationalViewBuilds } from './views/relational-view-builds.ts';
import { userKind } from './views/user-kind.ts';

export interface RelationalStores {
  readonly messageStore: MessageStore;
  readonly feeds: Feeds;
  readonly sessions: SessionStore;
  readonly keyRing: KeyRing;
  readonly administrators: AdministratorRegister;
  readonly idempotency: IdempotencyStore;
  readonly userView: UserView;
  readonly eventView: EventView;
  readonly userBuilds: ViewBuilds<UserDocument, UserViewReader>;
  readonly eventBuilds: ViewBuilds<EventDocument, EventViewReader>;
}

export interface RelationalStoresOptions extends StoreIdentity {
  /** Whether the log that the views follow is in this database; true if left out. */
  readonly hasLog?: boolean;
}

/** Every store in one database. Whoever opened the database closes it. */
export function createRelationalStores(
  database: RelationalDatabase,
  { hasLog = true, ...identity }: RelationalStoresOptions,
): RelationalStores {
  const { partitions } = identity;
  const views = hasLog ? database : waiting(database);
  const arrivals = createArrivals();
  return {
    messageStore: createRelationalMessageStore({ database, arrivals, ...identity }),
    feeds: createRelationalFeeds({ database, arrivals, partitions }),
    sessions: createRelationalSessionStore(database),
    keyRing: createRelationalKeyRing(database),
    administrators: createRelationalAdministratorRegister(database),
    idempotency: createRelationalIdempotencyStore(database),
    userView: createRelationalUserView(views),
    eventView: createRelationalEventView(views),
    userBuilds: createRelationalViewBuilds({ database, kind: userKind, createReader: createUserReader }),
    eventBuilds: createRelationalViewBuilds({ database, kind: eventKind, createReader: createEventReader }),
  };
}

/** A log elsewhere remembers what was acknowledged, whatever is lost here. */
function waiting({ db, dialect, ...rest }: RelationalDatabase): RelationalDatabase {
  return { ...rest, db, dialect: { ...dialect, withoutWaiting: (work) => work(db) } };
}
