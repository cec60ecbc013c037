import { describe, expect, test } from 'vitest';
import {
  type BuiltView,
  createMany,
  idsOf,
  type SharedBuilds,
  type Versioned,
  type ViewKind,
} from './view-builds-kinds.ts';

const [documentCount, rounds] = [60, 3];
/** In milliseconds: a busy machine takes half a minute. */
const patience = 120_000;

/** Building and publishing while others read and write. */
export function buildingUnderLoad<Document extends Versioned, Reader>(
  kind: ViewKind<Document, Reader>,
  { first, second }: SharedBuilds<Document, Reader>,
): void {
  describe('while others read and write', () => {
    test(
      'readers find neither a gap nor anything older when a build is published',
      async () => {
        const log = startLog(kind, [first(), second()]);
        await log.append(createMany(kind, documentCount));
        await first().view.refresh();
        const work = startLoops();
        work.loop(() => log.change());
        const readers = [first(), second()].flatMap(({ view }) => readersOf(kind, view, log.ids()));
        for (const read of readers) work.loop(watch(log.ids(), read));
        for (let round = 0; round < rounds; round += 1) {
          const build = await first().builds.begin();
          await build.write(log.documents());
          await build.publish();
        }
        await work.stop();
      },
      patience,
    );

    test(
      'nothing that was acknowledged is missing, whenever a build begins, is abandoned or published',
      async () => {
        const log = startLog(kind, [first(), second()]);
        const work = startLoops();
        for (let writer = 0; writer < 8; writer += 1) {
          work.loop(async () => {
            await log.append(createMany(kind, 2));
            await log.change();
          });
        }
        for (let round = 0; round < rounds; round += 1) {
          await first().builds.begin();
          await first().builds.abandon();
          const build = await first().builds.begin();
          await build.write(log.documents());
          await build.publish();
        }
        await work.stop();
        await first().view.refresh();
        const documents = log.documents();
        expect(await first().view.get(idsOf(documents))).toEqual(documents);
      },
      patience,
    );
  });
}

/** A third of them search, the others read by id. */
function readersOf<Document extends Versioned, Reader>(
  kind: ViewKind<Document, Reader>,
  view: BuiltView<Document, Reader>['view'],
  ids: readonly string[],
): readonly (() => Promise<readonly Document[]>)[] {
  const get = async () => (await view.get(ids)).filter((document) => document !== null);
  return Array.from({ length: 2 }, () => [get, get, () => kind.search(view)]).flat();
}

/** What a log is for a rebuild: a document is in it before it is written. */
function startLog<Document extends Versioned, Reader>(
  kind: ViewKind<Document, Reader>,
  processes: readonly BuiltView<Document, Reader>[],
) {
  const newest = new Map<string, Document>();
  let turn = 0;
  const append = async (documents: readonly Document[]): Promise<void> => {
    for (const document of documents) newest.set(document.id, document);
    turn += 1;
    await processes[turn % processes.length]?.view.write(documents);
  };
  return {
    append,
    /** Some of them have one more event. */
    change: () => append([...newest.values()].slice(-documentCount).map(kind.changed)),
    ids: () => [...newest.keys()],
    documents: () => [...newest.values()],
  };
}

/**
 * Reads once more, and compares: a read finds every document, and none older than an earlier read had found before
 * this one began.
 */
function watch<Document extends Versioned>(
  ids: readonly string[],
  read: () => Promise<readonly Document[]>,
): () => Promise<void> {
  const seen = new Map<string, number>();
  return async () => {
    const found = new Map((await read()).map((document) => [document.id, document.version]));
    expect(ids.filter((id) => !found.has(id))).toEqual([]);
    expect(ids.filter((id) => (found.get(id) ?? 0) < (seen.get(id) ?? 0))).toEqual([]);
    for (const id of ids) seen.set(id, found.get(id) ?? 0);
  };
}

/** Work that is repeated until it is stopped, or fails. */
function startLoops() {
  const stopping = new AbortController();
  const loops: Promise<void>[] = [];
  return {
    loop(work: () => Promise<void>): void {
      const running = (async () => {
        while (!stopping.signal.aborted) await work();
      })();
      // It is looked at when everything is stopped.
      running.catch(() => undefined);
      loops.push(running);
    },
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}
