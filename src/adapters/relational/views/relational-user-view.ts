import type { UserView, UserViewReader } from '../../../ports/user-view.ts';
import { createGuard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import { getByIds } from './get-by-ids.ts';
import { readPage } from './read-page.ts';
import type { ReadTable } from './read-table.ts';
import { createRelationalView } from './relational-view.ts';
import { userKind } from './user-kind.ts';
import { toUserCondition, toUserOrder } from './user-search.ts';

export function createRelationalUserView(database: RelationalDatabase): UserView {
  const guard = createGuard('views', database.dialect.classify, { resends: true });
  const { search } = createUserReader({ database, table: userKind.table, guard });
  return { ...createRelationalView(database, userKind), search };
}

export function createUserReader({ database, table, guard }: ReadTable): UserViewReader {
  const { db, dialect } = database;
  return {
    get: (ids) => guard(() => getByIds({ db, table, ids }, userKind.parse)),
    search: (query) =>
      guard(() => {
        const matching = toUserCondition(query, { table, dialect: dialect.views });
        const order = toUserOrder(query.order);
        return readPage({ db, table, matching, order, page: query.page }, userKind.parse);
      }),
  };
}
