import { describe, expect, test } from 'vitest';
import type { WritableView } from '../../src/ports/writable-view.ts';
import { createMany, idsOf, type Versioned, type ViewKind } from './view-builds-kinds.ts';

interface Subject<Document extends Versioned, Reader> {
  readonly kind: Pick<ViewKind<Document, Reader>, 'create' | 'changed'>;
  /** The document, not newer, with something else in it. */
  readonly mended: (document: Document) => Document;
  readonly view: () => WritableView<Document>;
  /** Those of them that a search finds, in the order of the ids. */
  readonly search: (documents: readonly Document[]) => Promise<readonly Document[]>;
}

/** What both views promise to those who compare them with the log and mend them. */
export function writableViewContract<Document extends Versioned, Reader>(
  subject: Subject<Document, Reader>,
): void {
  const { kind, view } = subject;
  describe('scans', () => {
    const scanned = async (): Promise<readonly Document[]> => {
      const documents: Document[] = [];
      for await (const page of view().scan()) {
        expect(page.length).toBeLessThanOrEqual(500);
        documents.push(...page);
      }
      return documents;
    };

    test('every document once', async () => {
      const documents = createMany(kind, 1_100);
      await view().write(documents);
      const found = await scanned();
      const ids = idsOf(found);
      expect(new Set(ids).size).toBe(ids.length);
      const own = new Set(idsOf(documents));
      expect(inOrder(found.filter(({ id }) => own.has(id)))).toEqual(documents);
    });

    test('what was written just before, and not what was removed just before', async () => {
      const [kept, gone] = createMany(kind, 2) as [Document, Document];
      await view().write([kept, gone]);
      await view().remove([gone.id]);
      const ids = idsOf(await scanned());
      expect([ids.includes(kept.id), ids.includes(gone.id)]).toEqual([true, false]);
    });

    test('what stays once, while others come and go', async () => {
      const [staying, going] = [createMany(kind, 700), createMany(kind, 700)];
      await view().write([...staying, ...going]);
      const own = new Set(idsOf(staying));
      const found: Document[] = [];
      const rest = idsOf(going).toReversed();
      for await (const page of view().scan()) {
        found.push(...page.filter(({ id }) => own.has(id)));
        await view().write(createMany(kind, 20));
        await view().remove(rest.splice(0, 100));
      }
      expect(inOrder(found)).toEqual(staying);
    });

    test('are left off at any page', async () => {
      await view().write(createMany(kind, 600));
      for (let time = 0; time < 3; time += 1) {
        for await (const page of view().scan()) {
          expect(page.length).toBeGreaterThan(0);
          break;
        }
      }
    });
  });

  describe('overwrites', () => {
    test('what is there by a document of the same version, and nothing newer', async () => {
      const [wrong, newer, missing] = createMany(kind, 3) as [Document, Document, Document];
      await view().write([wrong, kind.changed(newer)]);
      const mended = [subject.mended(wrong), newer, missing];
      await view().overwrite(mended);
      await view().refresh();
      const right = [subject.mended(wrong), kind.changed(newer), missing];
      expect(await view().get(idsOf(mended))).toEqual(right);
      expect(await subject.search(right)).toEqual(right);
    });

    test('as often as asked, and by nothing', async () => {
      const [document] = createMany(kind, 1) as [Document];
      await view().overwrite([document]);
      await view().overwrite([subject.mended(document)]);
      await view().overwrite([document]);
      await view().overwrite([document]);
      await view().overwrite([]);
      expect(await view().get([document.id])).toEqual([document]);
    });

    test('thousands at once', async () => {
      const documents = createMany(kind, 1_200);
      await view().write(documents);
      await view().overwrite(documents.map(subject.mended));
      expect(await view().get(idsOf(documents))).toEqual(documents.map(subject.mended));
    });

    test('and goes on as before: what is newer replaces it', async () => {
      const [document] = createMany(kind, 1) as [Document];
      await view().overwrite([document]);
      await view().write([document]);
      await view().write([kind.changed(document)]);
      expect(await view().get([document.id])).toEqual([kind.changed(document)]);
    });
  });

  describe('removes', () => {
    test('documents, which are found neither by id nor by search', async () => {
      const [kept, gone] = createMany(kind, 2) as [Document, Document];
      await view().write([kept, gone]);
      await view().refresh();
      await view().remove([gone.id]);
      expect(await view().get([kept.id, gone.id])).toEqual([kept, null]);
      await view().refresh();
      expect(await subject.search([kept, gone])).toEqual([kept]);
    });

    test('what is not there, and nothing, without complaint', async () => {
      await view().remove([kind.create().id]);
      await view().remove([]);
      const documents = createMany(kind, 1_200);
      await view().write(documents);
      await view().remove([...idsOf(documents), ...idsOf(documents.slice(0, 3))]);
      expect(await view().get(idsOf(documents))).toEqual(documents.map(() => null));
    });

    test('and takes a document of any version in their place', async () => {
      const [document] = createMany(kind, 1) as [Document];
      await view().write([kind.changed(kind.changed(document))]);
      await view().remove([document.id]);
      await view().write([document]);
      await view().refresh();
      expect(await view().get([document.id])).toEqual([document]);
      expect(await subject.search([document])).toEqual([document]);
      await view().write([kind.changed(document)]);
      await view().remove([document.id]);
      await view().overwrite([document]);
      expect(await view().get([document.id])).toEqual([document]);
    });
  });
}

function inOrder<Document extends Versioned>(documents: readonly Document[]): readonly Document[] {
  return documents.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
