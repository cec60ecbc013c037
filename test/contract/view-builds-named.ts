import { describe, expect, test } from 'vitest';
import { BuildGone, NameTaken } from '../../src/ports/view-builds.ts';
import { createMany, idsOf, type SharedBuilds, type Versioned, type ViewKind } from './view-builds-kinds.ts';

const asOf = Date.UTC(2025, 11, 31, 23, 59, 59, 999);

/** Views as of an instant, beside the current one. */
export function namedBuilds<Document extends Versioned, Reader>(
  kind: ViewKind<Document, Reader>,
  { first, second, views }: SharedBuilds<Document, Reader>,
): void {
  async function publish(name: string, documents: readonly Document[]): Promise<void> {
    const build = await first().builds.beginNamed(name, asOf);
    await build.write(documents);
    await build.publish();
  }

  async function read(name: string): Promise<readonly Document[] | null> {
    const reader = await second().builds.openNamed(name);
    return reader === null ? null : kind.search(reader);
  }

  describe('views as of an instant', () => {
    test('is read once it is published, by id and by search, and lists itself', async () => {
      const [live, then] = [createMany(kind, 2), createMany(kind, 3)];
      await first().view.write(live);
      const current = await first().builds.current();
      const build = await first().builds.beginNamed('year-end', asOf);
      await build.write(then);
      const listed = { name: 'year-end', asOf, index: build.index };
      expect(await second().builds.named()).toEqual([{ ...listed, isPublished: false }]);
      expect(await second().builds.openNamed('year-end')).toBeNull();
      expect(await build.count()).toBe(3);
      await build.publish();
      expect(await second().builds.named()).toEqual([{ ...listed, isPublished: true }]);
      expect(await read('year-end')).toEqual(then);
      expect(await second().builds.current()).toEqual(current);
      expect(await second().view.get(idsOf([...live, ...then]))).toEqual([...live, null, null, null]);
      expect(await second().builds.pending()).toBeNull();
    });

    test('holds nothing of what is written to the view', async () => {
      const live = createMany(kind, 2);
      const [old] = createMany(kind, 1) as [Document];
      const build = await first().builds.beginNamed('quiet', asOf);
      await build.write([old]);
      await second().view.write([...live, kind.changed(old)]);
      await build.publish();
      await second().view.write(createMany(kind, 1));
      await second().view.remove([old.id]);
      expect(await read('quiet')).toEqual([old]);
    });

    test('is gone on with by its name and instant, and no other', async () => {
      const build = await first().builds.beginNamed('cut-off', asOf);
      const [early, late] = createMany(kind, 2) as [Document, Document];
      await build.write([early]);
      await build.finish(3);
      await expect(second().builds.beginNamed('cut-off', asOf + 1)).rejects.toThrow(NameTaken);
      const resumed = await second().builds.beginNamed('cut-off', asOf);
      expect({ index: resumed.index, finished: resumed.finished }).toEqual({
        index: build.index,
        finished: [3],
      });
      await resumed.write([late]);
      await resumed.publish();
      for (const instant of [asOf, asOf + 1]) {
        await expect(first().builds.beginNamed('cut-off', instant)).rejects.toThrow(NameTaken);
      }
      expect(await read('cut-off')).toEqual([early, late]);
    });

    test('nobody who asks for an unknown name is given anything', async () => {
      expect(await first().builds.openNamed('nobody')).toBeNull();
      expect(await first().builds.dropNamed('nobody')).toBe(false);
    });

    test('stands beside others, also such as are called like something else', async () => {
      const names = ['a', 'a-b', 'as-of', 'current', 'events', 'next', 'users', 'v1', 'v2-20260101000000'];
      const longest = `z${'-0'.repeat(19)}z`;
      const contents = new Map([...names, longest].map((name) => [name, createMany(kind, 1)] as const));
      for (const [name, documents] of contents) await publish(name, documents);
      expect((await second().builds.named()).map(({ name }) => name)).toEqual([...contents.keys()]);
      for (const [name, documents] of contents) expect(await read(name), name).toEqual(documents);
      expect(await first().builds.dropNamed('a')).toBe(true);
      expect(await read('a')).toBeNull();
      expect(await read('a-b')).toEqual(contents.get('a-b'));
      expect(await first().builds.dropNamed('a')).toBe(false);
    });

    test('outlives the builds of the view', async () => {
      const [old, half, live] = [createMany(kind, 2), createMany(kind, 1), createMany(kind, 2)];
      await publish('lasting', old);
      const unfinished = await first().builds.beginNamed('unfinished', asOf);
      await unfinished.write(half);
      await first().builds.begin();
      await first().builds.abandon();
      const build = await first().builds.begin();
      await build.write(live);
      await build.publish();
      await first().builds.begin();
      await first().view.prepare();
      expect(await read('lasting')).toEqual(old);
      expect(await unfinished.get(idsOf(half))).toEqual(half);
      expect(await kind.search(first().view)).toEqual(live);
    });

    test('is removed with what it holds, published or not, and its name is free again', async () => {
      const [old, next] = [createMany(kind, 2), createMany(kind, 2)];
      await publish('again', old);
      const gone = await first().builds.beginNamed('never', asOf);
      await gone.write(old);
      for (const name of ['again', 'never']) expect(await second().builds.dropNamed(name)).toBe(true);
      expect(await first().builds.named()).toEqual([]);
      expect(await read('again')).toBeNull();
      await expect(gone.publish()).rejects.toThrow(BuildGone);
      const build = await first().builds.beginNamed('again', asOf + 1);
      expect(build.finished).toEqual([]);
      await build.write(next);
      await build.publish();
      expect(await read('again')).toEqual(next);
    });

    test('is another one than that of the same name of the other view', async () => {
      const { userBuilds, eventBuilds } = views();
      const others = kind.name === 'users' ? eventBuilds : userBuilds;
      const documents = createMany(kind, 1);
      await publish('shared', documents);
      expect(await others.openNamed('shared')).toBeNull();
      await others.beginNamed('shared', asOf + 1);
      expect(await others.dropNamed('shared')).toBe(true);
      expect(await read('shared')).toEqual(documents);
    });
  });
}
