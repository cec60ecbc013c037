import type { Secrets } from '../adapters/crypto/secrets.ts';
import { makeAccountOf } from '../application/account-of.ts';
import type { Application } from '../application/application.ts';
import type { Clock, Delay } from '../application/environment.ts';
import { makeGatheredGet } from '../application/gathered-get.ts';
import { makeLoadUser, makeLoadUserAsOf } from '../application/load-user.ts';
import { makeFindEvent } from '../application/queries/find-event.ts';
import { makeUserQueries } from '../application/queries/find-user.ts';
import { type GroupStatusOf, makeGroupStatusOf } from '../application/queries/group-status.ts';
import { makeListEvents } from '../application/queries/list-events.ts';
import {
  type ListProjections,
  makeListProjections,
  makeSeeProjections,
} from '../application/queries/list-projections.ts';
import { makeListUsers } from '../application/queries/list-users.ts';
import { makeLoginStatistics } from '../application/queries/login-statistics.ts';
import { makeSessionQueries } from '../application/queries/session-queries.ts';
import { makeOpenView } from '../application/queries/source.ts';
import { makeWaitForPosition } from '../application/queries/wait-for-position.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { Stores } from './stores.ts';

const clock: Clock = Date.now;

interface Queries
  extends Pick<
    Application,
    'users' | 'listUsers' | 'listEvents' | 'loginStatistics' | 'findEvent' | 'seeProjections' | 'sessions'
  > {
  readonly statuses: Statuses;
}

/** How far what follows the log is. */
export interface Statuses {
  readonly listProjections: ListProjections;
  readonly groupStatusOf: GroupStatusOf;
}

/** Builds the use cases that only read. */
export function composeQueries(
  stores: Pick<Stores, 'feeds' | 'sessions' | 'userView' | 'userBuilds' | 'eventView' | 'eventBuilds'>,
  deps: { readonly store: MessageStore; readonly secrets: Secrets; readonly delay: Delay },
): Queries {
  const { feeds, sessions, userView, userBuilds, eventView, eventBuilds } = stores;
  const { store, secrets, delay } = deps;
  const { userKeys, claimKey: claimKeyOf } = secrets;
  const waitFor = makeWaitForPosition({ feeds, clock, delay });
  const openUsers = makeOpenView('users', {
    view: { ...userView, get: makeGatheredGet(userView.get) },
    builds: userBuilds,
    feeds,
    waitFor,
  });
  const openEvents = makeOpenView('events', { view: eventView, builds: eventBuilds, feeds, waitFor });
  const groupStatusOf = makeGroupStatusOf({ feeds, clock });
  const builds = { users: userBuilds, events: eventBuilds };
  const listProjections = makeListProjections({ groupStatusOf, builds, delay });
  const accountOf = makeAccountOf({ store, claimKeyOf, loadUser: makeLoadUser({ store, userKeys }) });
  const loadUserAsOf = makeLoadUserAsOf({ store, userKeys });
  return {
    users: makeUserQueries({ openUsers, feeds, store, accountOf, loadUserAsOf }),
    listUsers: makeListUsers({ openUsers }),
    listEvents: makeListEvents({ openEvents }),
    loginStatistics: makeLoginStatistics({ openEvents, clock }),
    findEvent: makeFindEvent({ openEvents }),
    sessions: makeSessionQueries({ store: sessions, clock }),
    seeProjections: makeSeeProjections({ listProjections, waitFor }),
    statuses: { listProjections, groupStatusOf },
  };
}
