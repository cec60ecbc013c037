import { expect, test } from 'vitest';
import { shareRuns } from '../../../../src/application/queries/share-runs.ts';

/** Work whose runs end when they are told to. */
function createWork() {
  const runs: PromiseWithResolvers<void>[] = [];
  const share = shareRuns(() => {
    const run = Promise.withResolvers<void>();
    runs.push(run);
    return run.promise;
  });
  return { runs, share };
}

test('who comes while a run goes on is served by the next one, together with all who came meanwhile', async () => {
  const { runs, share } = createWork();
  const first = share();
  const others = [share(), share(), share()];
  expect(runs).toHaveLength(1);

  runs[0]?.resolve();
  await first;
  await expect.poll(() => runs.length).toBe(2);
  const late = share();
  runs[1]?.resolve();
  await Promise.all(others);

  await expect.poll(() => runs.length).toBe(3);
  runs[2]?.resolve();
  await late;
  expect(runs).toHaveLength(3);
});

test('a run that fails is told to those whom it served, and the next one is another', async () => {
  const { runs, share } = createWork();
  const first = share();
  const second = share();

  runs[0]?.reject(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await expect.poll(() => runs.length).toBe(2);
  runs[1]?.resolve();

  await second;
});
