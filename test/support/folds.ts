import type { Folded } from '../../src/application/folding/fold.ts';
import type { MessageStore, StoredEvent } from '../../src/ports/message-store.ts';

/** All pages of a fold as one. */
export async function foldedAll<Document>(pages: AsyncIterable<Folded<Document>>): Promise<Folded<Document>> {
  const all = await Array.fromAsync(pages);
  return {
    documents: all.flatMap(({ documents }) => documents),
    failed: all.flatMap(({ failed }) => failed),
  };
}

/** Reads spans as if one event were not there. */
export function withoutEvent(
  store: MessageStore,
  lost: Pick<StoredEvent, 'userId' | 'version'>,
): MessageStore['readSpans'] {
  const isThere = ({ userId, version }: StoredEvent) => userId !== lost.userId || version !== lost.version;
  return async (spans) =>
    (await store.readSpans(spans)).map((part) =>
      part instanceof Error ? part : { ...part, events: part.events.filter(isThere) },
    );
}
