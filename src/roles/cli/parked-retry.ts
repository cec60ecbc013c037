import { randomUUID } from 'node:crypto';
import { makeReleaseClaim } from '../../application/claims/release-claim.ts';
import { makeEndSessions } from '../../application/end-sessions.ts';
import { createPartitionLeases } from '../../application/partition-leases.ts';
import { createEventsProjection } from '../../application/projections/events-projection.ts';
import type { Projection } from '../../application/projections/projection.ts';
import { makeRetryParked } from '../../application/projections/retry-parked.ts';
import { createSessionEndings } from '../../application/projections/session-endings.ts';
import { createUsersProjection } from '../../application/projections/users-projection.ts';
import { retryParkedUsers } from '../../application/verify/retry-parked-users.ts';
import { delay } from '../compose.ts';
import { composeFolds } from '../compose-folds.ts';
import { type Cli, CommandFailed } from './cli.ts';
import { type ParkedIn, toOutcomeLine } from './parked-report.ts';
import type { Opened } from './with-stores.ts';

interface Work {
  readonly cli: Cli;
  readonly opened: Opened;
  /** How long to wait for an aggregator, in milliseconds. */
  readonly patience: number;
}

/** Lets parked users be tried again, and tells what became of each. @throws CommandFailed when some are parked still */
export async function retryParked(work: Work, parked: readonly ParkedIn[]): Promise<void> {
  let healed = 0;
  for (const projection of projectionsOf(work.opened)) {
    const users = parked.filter(({ view }) => view === projection.name);
    const outcomes = users.length === 0 ? [] : await retryParkedUsers(depsOf(work, projection), users);
    for (const [index, user] of users.entries()) {
      const outcome = outcomes[index] ?? { kind: 'waiting' };
      work.cli.print(toOutcomeLine(user, outcome));
      if (outcome.kind === 'healed') healed += 1;
    }
  }
  if (healed < parked.length) {
    throw new CommandFailed(
      'Not all could be applied: gatehouse parked show USER tells why, and what to do.',
    );
  }
}

function projectionsOf({ config, stores, secrets }: Opened): readonly Projection[] {
  const { store, foldUsers, loadUser } = composeFolds(config, stores, secrets);
  const { userView, eventView, userBuilds, eventBuilds, sessions } = stores;
  // This process looks no session up.
  const liveSessions = { forget: () => undefined };
  const endSessions = makeEndSessions({ sessions, store, liveSessions, clock: Date.now });
  const releaseClaim = makeReleaseClaim({ store, loadUser, claimKeyOf: secrets.claimKey });
  return [
    createUsersProjection({ view: userView, builds: userBuilds, fold: foldUsers }),
    createEventsProjection({ view: eventView, builds: eventBuilds, store, userKeys: secrets.userKeys }),
    createSessionEndings({ store, endSessions, releaseClaim }),
  ];
}

function depsOf(
  { cli, opened, patience }: Work,
  projection: Projection,
): Parameters<typeof retryParkedUsers>[0] {
  const { feeds } = opened.stores;
  const group = projection.name;
  const onWait = () => cli.tell(`${group}: waiting until the aggregator has tried`);
  return {
    feeds,
    group,
    delay: (milliseconds) => delay(milliseconds, cli.signal),
    patience,
    onWait,
    checkpoint: () => stopWhenAsked(cli.signal),
    leases: createPartitionLeases({
      feeds,
      group,
      owner: randomUUID(),
      delay,
      clock: () => performance.now(),
      onWait,
      patience: 0,
    }),
    retryParked: makeRetryParked({ feeds, clock: Date.now, log: opened.log }, projection),
  };
}

function stopWhenAsked(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new CommandFailed(
    'Stopped when asked to. Users who have not been tried yet are tried by the aggregator that has their partition.',
  );
}
