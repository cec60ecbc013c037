import { describe, expect, test } from 'vitest';
import { createMany, idsOf, type SharedBuilds, type Versioned, type ViewKind } from './view-builds-kinds.ts';

/** Beginning a build, filling it, going on with it, giving it up. */
export function fillingBuilds<Document extends Versioned, Reader>(
  kind: ViewKind<Document, Reader>,
  { first, second }: SharedBuilds<Document, Reader>,
): void {
  const nobody = (documents: readonly Document[]) => documents.map(() => null);

  describe('filling', () => {
    test('a new store has a current build in the latest shape, and no others', async () => {
      const current = await first().builds.current();
      expect(current).toEqual({
        index: expect.any(String),
        shape: current.latestShape,
        latestShape: expect.any(Number),
      });
      expect(await second().builds.current()).toEqual(current);
      expect(await first().builds.pending()).toBeNull();
      expect(await first().builds.named()).toEqual([]);
    });

    test('a build begins empty, beside the current one, which readers go on with', async () => {
      const before = createMany(kind, 3);
      await first().view.write(before);
      const current = await first().builds.current();
      const build = await first().builds.begin();
      expect(build.index).not.toBe(current.index);
      expect(build.finished).toEqual([]);
      expect(await build.count()).toBe(0);
      expect(await build.get(idsOf(before))).toEqual(nobody(before));
      for (const { view, builds } of [first(), second()]) {
        expect(await builds.pending()).toEqual({ index: build.index, finished: [] });
        expect(await builds.current()).toEqual(current);
        expect(await view.get(idsOf(before))).toEqual(before);
      }
    });

    test('what any process writes after the beginning goes to both', async () => {
      // Each has written before, and must not go on with what it knew then.
      await first().view.write(createMany(kind, 1));
      await second().view.write(createMany(kind, 1));
      const build = await first().builds.begin();
      const [here, there] = [createMany(kind, 20), createMany(kind, 20)];
      await first().view.write(here);
      await second().view.write(there);
      for (const documents of [here, there]) {
        expect(await build.get(idsOf(documents))).toEqual(documents);
        expect(await first().view.get(idsOf(documents))).toEqual(documents);
      }
      expect(await build.count()).toBe(40);
    });

    test('what overwrites and what is removed does so in both', async () => {
      const build = await first().builds.begin();
      const [kept, gone] = createMany(kind, 2) as [Document, Document];
      await first().view.write([kept, gone]);
      await second().view.overwrite([kind.changed(kept)]);
      await second().view.remove([gone.id]);
      for (const reader of [build, first().view]) {
        expect(await reader.get([kept.id, gone.id])).toEqual([kind.changed(kept), null]);
      }
      expect(await build.count()).toBe(1);
    });

    test('what is written to the build alone is not read', async () => {
      const build = await first().builds.begin();
      const documents = createMany(kind, 5);
      await build.write(documents);
      await first().view.refresh();
      expect(await build.get(idsOf(documents))).toEqual(documents);
      for (const { view } of [first(), second()]) {
        expect(await view.get(idsOf(documents))).toEqual(nobody(documents));
        const ids = idsOf(await kind.search(view));
        expect(ids.filter((id) => idsOf(documents).includes(id))).toEqual([]);
      }
    });

    test('a build keeps the newest of what is folded and what is written meanwhile, whichever comes first', async () => {
      const build = await first().builds.begin();
      const [early, late] = createMany(kind, 2) as [Document, Document];
      await first().view.write([kind.changed(early)]);
      await build.write([early, late]);
      await first().view.write([kind.changed(late)]);
      const newest = [kind.changed(early), kind.changed(late)];
      expect(await build.get([early.id, late.id])).toEqual(newest);
      await build.write([early, late, early]);
      expect(await build.get([early.id, late.id])).toEqual(newest);
      expect(await build.count()).toBe(2);
    });

    test('a build takes thousands of documents, and nothing', async () => {
      const build = await first().builds.begin();
      const documents = createMany(kind, 1_500);
      await build.write(documents);
      await build.write([]);
      expect(await build.count()).toBe(1_500);
      expect(await build.get(idsOf(documents))).toEqual(documents);
      expect(await build.get([])).toEqual([]);
    });

    test('another process goes on with a build, and knows what is finished', async () => {
      const build = await first().builds.begin();
      const documents = createMany(kind, 3);
      await build.write(documents);
      for (const partition of [0, 7, 63, 7]) await build.finish(partition);
      const resumed = await second().builds.begin();
      expect({ ...resumed, finished: resumed.finished.toSorted((a, b) => a - b) }).toMatchObject({
        index: build.index,
        finished: [0, 7, 63],
      });
      expect(await resumed.get(idsOf(documents))).toEqual(documents);
      await resumed.finish(2);
      const pending = await first().builds.pending();
      expect(pending?.index).toBe(build.index);
      expect(pending?.finished.toSorted((a, b) => a - b)).toEqual([0, 2, 7, 63]);
    });

    test('partitions that are finished at once are all recorded', async () => {
      const build = await first().builds.begin();
      const partitions = Array.from({ length: 8 }, (_, partition) => partition);
      await Promise.all(partitions.map((partition) => build.finish(partition)));
      const pending = await second().builds.pending();
      expect(pending?.finished.toSorted((a, b) => a - b)).toEqual(partitions);
    });

    test('preparing leaves a build as it is', async () => {
      const build = await first().builds.begin();
      const documents = createMany(kind, 2);
      await build.write(documents);
      await second().view.prepare();
      expect(await build.get(idsOf(documents))).toEqual(documents);
      expect(await second().builds.pending()).toEqual({ index: build.index, finished: [] });
    });

    test('an abandoned build is gone, and the next one begins anew', async () => {
      const build = await first().builds.begin();
      const current = await first().builds.current();
      const [old, now] = [createMany(kind, 2), createMany(kind, 2)];
      await build.write(old);
      await build.finish(1);
      await second().builds.abandon();
      expect(await first().builds.pending()).toBeNull();
      await first().view.write(now);
      expect(await second().view.get(idsOf(now))).toEqual(now);
      expect(await second().builds.current()).toEqual(current);
      const next = await first().builds.begin();
      expect(next.finished).toEqual([]);
      expect(await next.count()).toBe(0);
      expect(await next.get(idsOf(old))).toEqual(nobody(old));
    });

    test('abandoning nothing does nothing', async () => {
      const current = await first().builds.current();
      await first().builds.abandon();
      await Promise.all([first().builds.abandon(), second().builds.abandon()]);
      expect(await first().builds.current()).toEqual(current);
    });
  });
}
