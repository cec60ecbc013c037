import { expect, onTestFinished, test } from 'vitest';
import type { Delay } from '../../../src/application/environment.ts';
import { startHttpServer } from '../../../src/roles/http/http-server.ts';
import { createMetrics, type Metrics } from '../../../src/roles/metrics.ts';
import { createTestLog } from '../../support/test-log.ts';

const log = createTestLog();
/** Nobody waits for so long. */
const endless: Delay = () => new Promise(() => undefined);

const behind = {
  name: 'users' as const,
  index: 'gatehouse-users-v2',
  lag: 7,
  lagSeconds: 1.5,
  lastAppliedAt: null,
  deadLetters: 1,
  shape: 1,
  latestShape: 2,
  rebuildDue: true,
  pending: null,
  partitions: [{ partition: 3, lag: 7, lagSeconds: 1.5, appliedAt: null, deadLetters: 1 }],
};

const groupStatusOf = async (group: string) => {
  const lag = group === 'mails' ? 4 : 0;
  return { ...behind, partitions: [{ partition: 3, lag, lagSeconds: lag, appliedAt: null, deadLetters: 0 }] };
};

async function scrape({ routes }: Metrics): Promise<string> {
  const server = await startHttpServer(routes, { host: '127.0.0.1', port: 0, log });
  onTestFinished(server.stop);
  const response = await fetch(`http://127.0.0.1:${server.port}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return response.text();
}

test('tells how far each view is behind, by partition', async () => {
  const metrics = createMetrics({
    listProjections: async () => [behind],
    groupStatusOf,
    log,
    delay: endless,
  });

  const page = await scrape(metrics);

  expect(page).toContain('gatehouse_projection_lag_events{view="users",partition="3"} 7\n');
  expect(page).toContain('gatehouse_projection_lag_seconds{view="users",partition="3"} 1.5\n');
  expect(page).toContain('gatehouse_projection_parked_users{view="users",partition="3"} 1\n');
  expect(page).toContain('gatehouse_view_rebuild_due{view="users"} 1\n');
});

test('tells how far the groups that make no view are behind', async () => {
  const metrics = createMetrics({ listProjections: async () => [], groupStatusOf, log, delay: endless });

  const page = await scrape(metrics);

  expect(page).toContain('gatehouse_projection_lag_events{view="mails",partition="3"} 4\n');
  expect(page).toContain('gatehouse_projection_lag_events{view="sessions",partition="3"} 0\n');
  expect(page).not.toContain('gatehouse_view_rebuild_due{');
});

test('leaves out what cannot be asked now, and tells the rest', async () => {
  let isAway = false;
  const listProjections = async () => {
    if (isAway) throw new Error('away');
    return [behind];
  };
  const metrics = createMetrics({ listProjections, groupStatusOf, log, delay: endless });
  await scrape(metrics);
  isAway = true;

  const page = await scrape(metrics);

  expect(page).not.toContain('gatehouse_projection_lag_events{');
  expect(page).toContain('process_cpu_seconds_total');
});

test('leaves out whether a rebuild is due while nobody can tell, and what does not come in time', async () => {
  const unknown = { ...behind, index: null, shape: null, latestShape: null, rebuildDue: false };
  const away = createMetrics({ listProjections: async () => [unknown], groupStatusOf, log, delay: endless });
  const { promise: silence } = Promise.withResolvers<never>();
  const silent = createMetrics({
    listProjections: () => silence,
    groupStatusOf,
    log,
    delay: async () => undefined,
  });

  const [page, rest] = [await scrape(away), await scrape(silent)];

  expect(page).toContain('gatehouse_projection_lag_events{view="users",partition="3"} 7\n');
  expect(page).not.toContain('gatehouse_view_rebuild_due{');
  expect(rest).not.toContain('gatehouse_projection_lag_events{');
  expect(rest).toContain('process_cpu_seconds_total');
});

test('counts the batches of this process', async () => {
  const metrics = createMetrics({ listProjections: async () => [], groupStatusOf, log, delay: endless });
  metrics.observeBatch({ projection: 'users', events: 40, entries: 40, seconds: 0.02, outcome: 'applied' });
  metrics.observeBatch({ projection: 'users', events: 9, entries: 9, seconds: 3, outcome: 'failed' });

  const page = await scrape(metrics);

  expect(page).toContain('gatehouse_projection_batches_total{view="users",outcome="applied"} 1\n');
  expect(page).toContain('gatehouse_projection_batches_total{view="users",outcome="failed"} 1\n');
  expect(page).toContain('gatehouse_projection_events_total{view="users"} 40\n');
  expect(page).toContain('gatehouse_projection_batch_seconds_count{view="users"} 2\n');
});
