import { onTestFinished } from 'vitest';
import type { FailedUser, Projection } from '../../src/application/projections/projection.ts';
import { type ProjectionDeps, runProjection } from '../../src/application/projections/run-projection.ts';
import { UnreadableEvent } from '../../src/ports/errors.ts';
import type { FeedEntry } from '../../src/ports/feeds.ts';
import type { UserId } from '../../src/ports/message-store.ts';
import { hurried } from './hurried.ts';

/** A build of the program with one projection. */
export interface Build {
  readonly projection: Projection;
}

/** A build that cannot read the events of some users. */
export function createBuild(poisoned: ReadonlySet<UserId>) {
  const applied: FeedEntry[] = [];
  const reapplied: UserId[] = [];
  const failedOf = (userId: UserId): readonly FailedUser[] =>
    poisoned.has(userId) ? [{ userId, error: new UnreadableEvent('An event of an unknown type.') }] : [];
  const projection: Projection = {
    name: 'users',
    apply(entries) {
      applied.push(...entries.filter(({ userId }) => !poisoned.has(userId)));
      return Promise.resolve([...new Set(entries.map(({ userId }) => userId))].flatMap(failedOf));
    },
    async reapply(userId) {
      for (const { error } of failedOf(userId)) throw error;
      reapplied.push(userId);
    },
  };
  return { applied, reapplied, projection };
}

/** Runs a build until it is stopped; at the end of the test at the latest. */
export function runBuild(
  { projection }: Build,
  deps: Pick<ProjectionDeps, 'feeds' | 'log' | 'clock'>,
): () => Promise<void> {
  const stopping = new AbortController();
  const running = runProjection({ ...deps, owner: 'an owner', delay: hurried }, projection, stopping.signal);
  const stop = () => {
    stopping.abort();
    return running;
  };
  onTestFinished(stop);
  return stop;
}
