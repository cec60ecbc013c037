import { describe, expect, test } from 'vitest';
import { BuildGone } from '../../src/ports/view-builds.ts';
import { createMany, idsOf, type SharedBuilds, type Versioned, type ViewKind } from './view-builds-kinds.ts';

/** Letting a build replace the current one. */
export function publishingBuilds<Document extends Versioned, Reader>(
  kind: ViewKind<Document, Reader>,
  { first, second, views }: SharedBuilds<Document, Reader>,
): void {
  describe('publishing', () => {
    test('every process reads a published build by id and by search, and nothing else', async () => {
      const [replaced, folded, live] = [createMany(kind, 3), createMany(kind, 3), createMany(kind, 3)];
      await first().view.write(replaced);
      const build = await first().builds.begin();
      await build.write(folded);
      await second().view.write(live);
      await build.publish();
      const published = [...folded, ...live].toSorted((a, b) => (a.id < b.id ? -1 : 1));
      for (const { view, builds } of [second(), first()]) {
        expect(await view.get(idsOf([...replaced, ...published]))).toEqual([null, null, null, ...published]);
        expect(await kind.search(view)).toEqual(published);
        expect(await builds.pending()).toBeNull();
        const { index, shape, latestShape } = await builds.current();
        expect({ index, shape }).toEqual({ index: build.index, shape: latestShape });
      }
    });

    test('an empty build can be published', async () => {
      await first().view.write(createMany(kind, 1));
      await (await first().builds.begin()).publish();
      expect(await kind.search(second().view)).toEqual([]);
    });

    test('what is written afterwards is found, by all rules of the view', async () => {
      const build = await first().builds.begin();
      const [document] = createMany(kind, 1) as [Document];
      await build.write([document]);
      await build.publish();
      await second().view.write([kind.changed(document)]);
      await first().view.write([document]);
      const [other] = createMany(kind, 1) as [Document];
      await first().view.write([other]);
      await first().view.refresh();
      const both = [kind.changed(document), other].toSorted((a, b) => (a.id < b.id ? -1 : 1));
      expect(await kind.search(second().view)).toEqual(both);
      await first().view.remove([other.id]);
      await first().view.prepare();
      await first().view.refresh();
      expect(await kind.search(second().view)).toEqual([kind.changed(document)]);
    });

    test('one build after another is published, each of which replaces the last', async () => {
      const indices = new Set<string>();
      for (let round = 0; round < 3; round += 1) {
        const documents = createMany(kind, 2);
        const { builds } = round % 2 === 0 ? first() : second();
        const build = await builds.begin();
        await build.write(documents);
        await build.publish();
        indices.add((await first().builds.current()).index);
        expect(await kind.search(first().view)).toEqual(documents);
      }
      expect(indices.size).toBe(3);
    });

    test('a process publishes what another one began', async () => {
      const begun = await first().builds.begin();
      const documents = createMany(kind, 2);
      await begun.write(documents);
      await (await second().builds.begin()).publish();
      expect(await kind.search(first().view)).toEqual(documents);
      await expect(begun.publish()).rejects.toThrow(BuildGone);
      expect(await kind.search(first().view)).toEqual(documents);
    });

    test('a build that is gone is not published, and does no harm', async () => {
      const documents = createMany(kind, 2);
      const published = await first().builds.begin();
      await published.write(documents);
      await published.publish();
      await expect(published.publish()).rejects.toThrow(BuildGone);
      const abandoned = await first().builds.begin();
      await second().builds.abandon();
      await expect(abandoned.publish()).rejects.toThrow(BuildGone);
      // Another one by now, which the old one must not be taken for.
      const next = await second().builds.begin();
      await expect(abandoned.publish()).rejects.toThrow(BuildGone);
      expect(await first().builds.pending()).toEqual({ index: next.index, finished: [] });
      expect(await kind.search(first().view)).toEqual(documents);
    });

    test('the other view is left alone', async () => {
      const { userBuilds, eventBuilds } = views();
      const others = kind.name === 'users' ? eventBuilds : userBuilds;
      const current = await others.current();
      const build = await first().builds.begin();
      expect(await others.pending()).toBeNull();
      await others.begin();
      await build.publish();
      expect(await others.current()).toEqual(current);
      expect(await others.pending()).not.toBeNull();
    });
  });
}
