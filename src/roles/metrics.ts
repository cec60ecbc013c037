import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Delay } from '../application/environment.ts';
import type { ObserveKeys } from '../application/keys/maintain-keys.ts';
import type { Log } from '../application/log.ts';
import type { ObserveBatch } from '../application/projections/run-projection.ts';
import type { GroupStatus, GroupStatusOf } from '../application/queries/group-status.ts';
import type { ProjectionStatus } from '../application/queries/list-projections.ts';
import type { Routes } from './http/routes.ts';
import { createKeyMetrics } from './key-metrics.ts';

/** What a process counts, and what it tells of the views when it is asked. */
export interface Metrics {
  readonly observeBatch: ObserveBatch;
  readonly observeKeys: ObserveKeys;
  /** The page for Prometheus, in its text format. */
  readonly routes: Routes;
}

interface Deps {
  readonly listProjections: () => Promise<readonly ProjectionStatus[]>;
  readonly groupStatusOf: GroupStatusOf;
  readonly log: Log;
  readonly delay: Delay;
  /** What others told their metrics to already. */
  readonly registry?: Registry;
}

/** In milliseconds. Prometheus waits for ten seconds, and then has nothing at all. */
const patience = 5_000;

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * The metrics of one process.
 * @see https://prometheus.io/docs/practices/naming/
 */
export function createMetrics(deps: Deps): Metrics {
  const { registry = new Registry() } = deps;
  collectDefaultMetrics({ register: registry });
  const refreshLags = createLagGauges(registry, deps);
  return {
    observeBatch: createBatchMetrics(registry),
    observeKeys: createKeyMetrics(registry, Date.now),
    routes: {
      '/metrics': {
        async GET(_request, response) {
          await refreshLags();
          response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics());
        },
      },
    },
  };
}

function createBatchMetrics(registry: Registry): ObserveBatch {
  const registers = [registry];
  const batches = new Counter({
    name: 'gatehouse_projection_batches_total',
    help: 'Batches that this process applied to a view, or failed to.',
    labelNames: ['view', 'outcome'],
    registers,
  });
  const events = new Counter({
    name: 'gatehouse_projection_events_total',
    help: 'Events that this process applied to a view.',
    labelNames: ['view'],
    registers,
  });
  const duration = new Histogram({
    name: 'gatehouse_projection_batch_seconds',
    help: 'How long a batch took to be applied to a view.',
    labelNames: ['view'],
    buckets: seconds,
    registers,
  });
  return ({ projection: view, outcome, ...batch }) => {
    batches.inc({ view, outcome });
    duration.observe({ view }, batch.seconds);
    if (outcome === 'applied') events.inc({ view }, batch.events);
  };
}

/** Every process tells the same of these: they are asked of the stores. */
function createLagGauges(registry: Registry, deps: Deps): () => Promise<void> {
  const gauge = (name: string, help: string, labelNames: readonly string[] = ['view', 'partition']) =>
    new Gauge({ name: `gatehouse_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  const lag = gauge(
    'projection_lag_events',
    'Events that a view, or another group that follows the log, has not applied yet.',
  );
  const lagSeconds = gauge('projection_lag_seconds', 'How long the first of them has been waiting.');
  const parked = gauge(
    'projection_parked_users',
    'Users who are set aside, as their events cannot be applied.',
  );
  const due = gauge('view_rebuild_due', '1 when a view has an older shape than this program makes.', [
    'view',
  ]);

  const tellGroup = (view: string, { partitions }: GroupStatus) => {
    for (const { partition, ...status } of partitions) {
      lag.set({ view, partition }, status.lag);
      lagSeconds.set({ view, partition }, status.lagSeconds);
      parked.set({ view, partition }, status.deadLetters);
    }
  };
  const tell = ({ name: view, shape, rebuildDue, ...status }: ProjectionStatus) => {
    if (shape !== null) due.set({ view }, rebuildDue ? 1 : 0);
    tellGroup(view, status);
  };

  return async () => {
    const asked = inTime(Promise.all([deps.listProjections(), groupsBesides(deps)]), deps.delay);
    const [views, groups] = await asked.catch((error: unknown) => {
      deps.log.warn({ err: error }, 'How far the views are behind cannot be told now');
      return [[], []];
    });
    // What cannot be asked now is left out, rather than told as it was.
    for (const each of [lag, lagSeconds, parked, due]) each.reset();
    views.forEach(tell);
    for (const { name, status } of groups) tellGroup(name, status);
  };
}

/** Those that follow the log and make no view. */
function groupsBesides({ groupStatusOf }: Pick<Deps, 'groupStatusOf'>) {
  return Promise.all(
    ['sessions', 'mails'].map(async (name) => ({ name, status: await groupStatusOf(name) })),
  );
}

async function inTime<Result>(work: Promise<Result>, delay: Delay): Promise<Result> {
  const done = new AbortController();
  const late = delay(patience, done.signal).then(() => {
    throw new Error(`The stores have not answered within ${patience} milliseconds.`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
  }
}
