import { describe, expect, test } from 'vitest';
import { createMany, idsOf, type SharedBuilds, type Versioned, type ViewKind } from './view-builds-kinds.ts';

const asOf = Date.UTC(2025, 11, 31, 23, 59, 59, 999);

/** What is erased goes from every build, and comes back into none. */
export function erasingFromBuilds<Document extends Versioned, Reader>(
  kind: ViewKind<Document, Reader>,
  { first, second }: SharedBuilds<Document, Reader>,
): void {
  const one = (): Document => kind.create();
  const found = async (name: string): Promise<readonly Document[]> => {
    const reader = await second().builds.openNamed(name);
    return reader === null ? [] : kind.search(reader);
  };

  describe('what is erased', () => {
    test('takes the place of what is not, and never gives way to it', async () => {
      const [early, late, both, mended] = createMany(kind, 4) as [Document, Document, Document, Document];
      const plain = [early, late, both, mended];
      const erased = plain.map(kind.erased);
      const view = first().view;
      await view.write([early, mended]);
      await view.write(erased.filter((_, index) => index !== 2));
      await view.write([kind.erased(both), both]);
      expect(await view.get(idsOf(plain))).toEqual(erased);
      await second().view.write(plain);
      await second().view.overwrite(plain);
      await view.write(erased);
      expect(await view.get(idsOf(plain))).toEqual(erased);
      await view.refresh();
      const all = await kind.search(view);
      expect(all.filter(({ id }) => idsOf(plain).includes(id))).toEqual(erased);
      const scanned = (await Array.fromAsync(view.scan())).flat();
      expect(scanned.filter(({ id }) => id === early.id)).toEqual([kind.erased(early)]);
    });

    test('replaces also by an overwrite, and is replaced by nothing but after a removal', async () => {
      const document = one();
      const view = first().view;
      await view.write([document]);
      await view.overwrite([kind.erased(document)]);
      await view.overwrite([kind.erased(document)]);
      expect(await view.get([document.id])).toEqual([kind.erased(document)]);
      await view.remove([document.id]);
      await view.write([document]);
      expect(await view.get([document.id])).toEqual([document]);
    });

    test('goes into the build that is to replace the current one, and what is folded late does not', async () => {
      const document = one();
      await first().view.write([document]);
      const build = await second().builds.begin();
      await first().view.write([kind.erased(document)]);
      await build.write([document]);
      expect(await build.get([document.id])).toEqual([kind.erased(document)]);
      await build.publish();
      expect(await first().view.get([document.id])).toEqual([kind.erased(document)]);
    });

    test('goes into views as of an instant, published or not, by their names', async () => {
      const [document, other] = createMany(kind, 2) as [Document, Document];
      const published = await first().builds.beginNamed('published', asOf);
      await published.write([document, other]);
      await published.publish();
      const begun = await first().builds.beginNamed('begun', asOf);
      await begun.write([other]);
      for (const name of ['published', 'begun', 'unheard-of']) {
        await second().builds.writeNamed(name, [kind.erased(document)]);
        await second().builds.writeNamed(name, [kind.erased(document), document]);
        await second().builds.writeNamed(name, []);
      }
      await begun.write([document]);
      await begun.publish();
      const right = [document, other].map((each) => (each === document ? kind.erased(each) : each));
      await expect.poll(() => found('published')).toEqual(right);
      expect(await found('begun')).toEqual(right);
      expect(await second().builds.named()).toHaveLength(2);
      expect(await second().builds.dropNamed('published')).toBe(true);
      expect(await second().builds.openNamed('published')).toBeNull();
    });

    test('and replaced is expunged without anybody noticing', async () => {
      const [document, other] = createMany(kind, 2) as [Document, Document];
      const build = await first().builds.beginNamed('kept', asOf);
      await build.write([document]);
      const { view } = first();
      await view.write([document, other]);
      await view.write([kind.erased(document)]);
      const signal = new AbortController().signal;
      expect(await view.expunge(signal)).toBe(true);
      expect(await view.expunge(AbortSignal.abort())).toBe(false);
      expect(await view.get(idsOf([document, other]))).toEqual([kind.erased(document), other]);
      expect(await build.get([document.id])).toEqual([document]);
    }, 180_000);
  });
}
