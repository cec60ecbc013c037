import { expect, onTestFinished, test } from 'vitest';
import { loggedIn, registered } from '../support/accounts.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { openFolder } from '../support/namespaces.ts';
import { launch, startProduct } from '../support/product.ts';
import { waitFor } from '../support/wait-for.ts';

/** The values of a page for Prometheus, by the names and labels. */
function valuesOf(page: string): ReadonlyMap<string, number> {
  const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ''), Number(line.replace(/^.* /, ''))]));
}

function sumOf(values: ReadonlyMap<string, number>, start: string): number {
  return [...values].filter(([name]) => name.startsWith(start)).reduce((sum, [, value]) => sum + value, 0);
}

test('answers metrics on a port of their own, and nowhere else', async () => {
  const { settings, remove } = await openFolder();
  onTestFinished(remove);
  await using product = await startProduct({ ...settings, METRICS_PORT: '0' });
  const address = /Metrics\s+(http:\/\/localhost:\d+\/metrics)/.exec(product.output())?.[1] ?? '';
  const client = createGraphQLClient(product.url);
  const { user } = await registered(client);
  await loggedIn(client, user.email);

  const values = await waitFor(async () => {
    const found = valuesOf(await (await fetch(address)).text());
    expect(sumOf(found, 'gatehouse_projection_events_total{view="users"')).toBe(2);
    expect(sumOf(found, 'gatehouse_projection_events_total{view="events"')).toBe(2);
    expect(sumOf(found, 'gatehouse_projection_lag_events{')).toBe(0);
    return found;
  });

  expect(
    [...values.keys()].filter((name) => name.startsWith('gatehouse_projection_lag_events{')),
    // Four groups, of sixteen partitions each.
  ).toHaveLength(64);
  expect(sumOf(values, 'gatehouse_projection_parked_users{')).toBe(0);
  expect(sumOf(values, 'gatehouse_view_rebuild_due{')).toBe(0);
  expect(values.get('process_resident_memory_bytes')).toBeGreaterThan(0);
  expect((await fetch(`${product.url}/metrics`)).status).toBe(404);
});

test('names the setting when the port of the metrics is taken', async () => {
  const { settings, remove } = await openFolder();
  onTestFinished(remove);
  await using product = await startProduct(settings);
  const other = await openFolder();
  onTestFinished(other.remove);

  await using second = launch({ ...other.settings, METRICS_PORT: new URL(product.url).port });

  expect((await second.exited).code).toBe(1);
  expect(second.output()).toContain('or set METRICS_PORT to another one.');
});
