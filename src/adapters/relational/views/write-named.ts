import { chunksOf } from '../chunks.ts';
import type { Guard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import { readBuilds, shareState } from './catalogue.ts';
import { newestById } from './newest-by-id.ts';
import { putDocuments } from './put-documents.ts';
import type { Versioned, ViewKind } from './view-kind.ts';

interface NamedWriting<Document extends Versioned> {
  readonly database: RelationalDatabase;
  readonly kind: ViewKind<Document>;
  readonly guard: Guard;
  readonly name: string;
}

/** Writes to a build as of an instant, if there is one of this name. */
export async function writeNamed<Document extends Versioned>(
  { database: { dialect }, kind, guard, name }: NamedWriting<Document>,
  documents: readonly Document[],
): Promise<void> {
  for (const chunk of chunksOf(newestById(kind, documents))) {
    await guard(() =>
      dialect.views.transact(async (transaction) => {
        // Nobody removes it as long as this is shared.
        await shareState(transaction, dialect, kind.view);
        const build = (await readBuilds(transaction, kind.view)).find((each) => each.name === name);
        if (build !== undefined) {
          await putDocuments({ transaction, dialect, kind, to: build }, chunk, 'newer');
        }
      }),
    );
    await dialect.views.letOthersWrite();
  }
}
