import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { createLimitMetrics } from '../../../src/roles/limit-metrics.ts';

it('tells how guesses ended, and which limits refused', async () => {
  const registry = new Registry();
  const observe = createLimitMetrics(registry);
  for (const outcome of ['wrong', 'wrong', 'right'] as const) observe.guess(outcome);
  observe.refusal('account_and_source');

  const page = await registry.metrics();

  expect(page).toContain('gatehouse_guesses_total{outcome="wrong"} 2\n');
  expect(page).toContain('gatehouse_guesses_total{outcome="right"} 1\n');
  expect(page).toContain('gatehouse_limit_refusals_total{limit="account_and_source"} 1\n');
});
