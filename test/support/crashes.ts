import type { Segment, SegmentDraft, WritableArchive } from '../../src/ports/archive.ts';
import type { MessageStore } from '../../src/ports/message-store.ts';

/** The end of a process, as its collaborators see it: from a certain step on, nothing works any more. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

export interface Crashing {
  readonly store: Pick<MessageStore, 'users' | 'head' | 'read' | 'truncate'>;
  readonly archive: WritableArchive;
}

/** Collaborators of a run that ends at a step: the steps are before and after whatever reads or changes anything. */
export function crashingAt(
  last: number,
  { store, archive }: Crashing,
): Crashing & { readonly closeFiles: () => Promise<void> } {
  const drafts: SegmentDraft[] = [];
  let steps = 0;
  const step = () => {
    steps += 1;
    if (steps > last) throw new Crash(`It ends at step ${last}.`);
  };
  const around = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    step();
    const result = await work();
    step();
    return result;
  };
  async function* through<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
    step();
    yield* items;
    step();
  }
  const segment = (real: Segment): Segment => ({
    name: real.name,
    pending: () => through(real.pending()),
    markTruncated: (refused) => around(() => real.markTruncated(refused)),
  });
  const draft = (real: SegmentDraft): SegmentDraft => ({
    add: (event) => around(() => real.add(event)),
    finish: () => around(() => real.finish()),
    read: () => through(real.read()),
    publish: () => around(async () => segment(await real.publish())),
    discard: () => around(() => real.discard()),
  });
  return {
    store: {
      users: (partition) => through(store.users(partition)),
      head: (userId) => around(() => store.head(userId)),
      read: (userId, after, until) => through(store.read(userId, after, until)),
      truncate: (userId, below) => around(() => store.truncate(userId, below)),
    },
    archive: {
      prepare: () => around(() => archive.prepare()),
      lastVersion: (userId) => around(() => archive.lastVersion(userId)),
      read: (userId, after) => through(archive.read(userId, after)),
      discardDrafts: (partition) => around(() => archive.discardDrafts(partition)),
      unfinished: (partition) => around(async () => (await archive.unfinished(partition)).map(segment)),
      draft: (partition, before) =>
        around(async () => {
          const real = await archive.draft(partition, before);
          drafts.push(real);
          return draft(real);
        }),
    },
    // What the system does when a process ends.
    async closeFiles() {
      for (const real of drafts) await real.discard();
    },
  };
}
