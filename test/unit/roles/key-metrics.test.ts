import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createKeyMetrics } from '../../../src/roles/key-metrics.ts';

const key = { id: 'a', algorithm: 'ES256', sealed: '', createdAt: 1_000, activeFrom: 2_000 } as const;

test('tells how old the key is that signs, and how many there are', async () => {
  const registry = new Registry();
  const time = { now: 61_000 };
  const observe = createKeyMetrics(registry, () => time.now);
  observe([key, { ...key, id: 'b', createdAt: 60_000, activeFrom: 660_000 }]);
  expect(await values(registry)).toEqual([
    'gatehouse_signing_keys 2',
    'gatehouse_signing_key_age_seconds 60',
  ]);
  time.now = 661_000;
  expect(await values(registry)).toEqual([
    'gatehouse_signing_keys 2',
    'gatehouse_signing_key_age_seconds 601',
  ]);
});

test('tells nothing of keys before they were read', async () => {
  const registry = new Registry();
  createKeyMetrics(registry, Date.now);
  expect(await values(registry)).toEqual([]);
});

async function values(registry: Registry): Promise<readonly string[]> {
  return (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
