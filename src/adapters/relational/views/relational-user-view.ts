import type { Kysely } from 'kysely';
import type { UserId } from '../../../ports/message-store.ts';
import type { UserDocument, UserView } from '../../../ports/user-view.ts';
import { chunksOf } from '../chunks.ts';
import { createGuard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { getByIds } from './get-by-ids.ts';
import { readPage } from './read-page.ts';
import { parseUserDocument, toUserRow } from './user-rows.ts';
import { toUserCondition, toUserOrder } from './user-search.ts';

export function createRelationalUserView({ db, dialect }: RelationalDatabase): UserView {
  const guard = createGuard('views', dialect.classify, { resends: true });
  return {
    prepare: () => guard(() => dialect.migrate()),
    write: async (documents) => {
      for (const chunk of chunksOf(newestById(documents))) await guard(() => upsert(db, chunk));
    },
    get: (ids) => guard(() => getByIds({ db, table: 'view_users', ids }, parseUserDocument)),
    search: (query) =>
      guard(() => {
        const matching = toUserCondition(query, dialect);
        const order = toUserOrder(query.order);
        return readPage({ db, table: 'view_users', matching, order, page: query.page }, parseUserDocument);
      }),
    // A row is found by searches as soon as it is written.
    refresh: async () => undefined,
    ping: () => guard(() => dialect.ping()),
  };
}

/**
 * One statement cannot change a row twice; and in the order of their ids, parallel statements do not wait for
 * each other in a circle.
 */
function newestById(documents: readonly UserDocument[]): readonly UserDocument[] {
  const newest = new Map<UserId, UserDocument>();
  for (const document of documents) {
    const known = newest.get(document.id);
    if (known === undefined || known.version < document.version) newest.set(document.id, document);
  }
  return [...newest.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function upsert(db: Kysely<Tables>, documents: readonly UserDocument[]): Promise<void> {
  await db
    .insertInto('view_users')
    .values(documents.map(toUserRow))
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet(({ ref }) => ({
          version: ref('excluded.version'),
          email: ref('excluded.email'),
          email_verified: ref('excluded.email_verified'),
          status: ref('excluded.status'),
          roles_json: ref('excluded.roles_json'),
          registered_at: ref('excluded.registered_at'),
          last_login_at: ref('excluded.last_login_at'),
          login_count: ref('excluded.login_count'),
          words: ref('excluded.words'),
          document_json: ref('excluded.document_json'),
        }))
        .whereRef('excluded.version', '>', 'view_users.version'),
    )
    .execute();
}
