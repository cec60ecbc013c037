import type { Secrets } from '../adapters/crypto/secrets.ts';
import { makeReleaseClaim } from '../application/claims/release-claim.ts';
import type { Delay } from '../application/environment.ts';
import type { Log } from '../application/log.ts';
import type { ObserveMail } from '../application/mails/hand-over.ts';
import { createEventsProjection } from '../application/projections/events-projection.ts';
import { expungeViews } from '../application/projections/expunge-views.ts';
import type { Projection } from '../application/projections/projection.ts';
import { createSessionEndings } from '../application/projections/session-endings.ts';
import { createUsersProjection } from '../application/projections/users-projection.ts';
import type { LogReading } from './compose-folds.ts';
import { composeMails } from './compose-mails.ts';
import type { SessionParts } from './compose-sessions.ts';
import type { Config } from './config.ts';
import type { Stores } from './stores.ts';

/** What follows the log. */
export interface ProjectionParts {
  readonly projections: readonly Projection[];
  /** Takes what was erased from the files of the views, until the signal aborts. */
  expungeViews(signal: AbortSignal): Promise<void>;
  /** Ends the connections to the mail server, once nothing is projected any more. */
  closeMails(): void;
}

interface Deps
  extends Pick<LogReading, 'store' | 'foldUsers' | 'loadUser'>,
    Pick<SessionParts, 'endSessions'> {
  readonly secrets: Secrets;
  readonly log: Log;
  readonly delay: Delay;
  readonly observeMail?: ObserveMail;
}

/** The views, the end of sessions, and the mails, which a gateway does not send. */
export function composeProjections(
  config: Config,
  stores: Pick<Stores, 'userView' | 'eventView' | 'userBuilds' | 'eventBuilds' | 'feeds'>,
  deps: Deps,
): ProjectionParts {
  const { store, foldUsers, endSessions, secrets } = deps;
  const { userView, eventView, userBuilds, eventBuilds, feeds } = stores;
  const { userKeys } = secrets;
  const mails = config.ROLE === 'gateway' ? null : composeMails(config, { ...deps, feeds });
  return {
    projections: [
      createUsersProjection({ view: userView, builds: userBuilds, fold: foldUsers }),
      createEventsProjection({ view: eventView, builds: eventBuilds, store, userKeys }),
      createSessionEndings({
        store,
        endSessions,
        releaseClaim: makeReleaseClaim({ ...deps, claimKeyOf: secrets.claimKey }),
      }),
      ...(mails === null ? [] : [mails.projection]),
    ],
    expungeViews: (signal) => expungeViews({ ...deps, userView, eventView, clock: Date.now }, signal),
    closeMails: () => mails?.close(),
  };
}
