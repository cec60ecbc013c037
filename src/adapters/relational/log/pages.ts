import type { Kysely } from 'kysely';
import type { StoredEvent, UserId } from '../../../ports/message-store.ts';
import type { Guard } from '../guard.ts';
import type { Tables } from '../tables.ts';
import { toStoredEvent } from './event-rows.ts';
import { readUsers } from './stream-rows.ts';

interface Reading {
  readonly db: Kysely<Tables>;
  readonly guard: Guard;
}

interface EventRange {
  readonly userId: UserId;
  readonly after: number;
  /** The last version; to the end if left out. */
  readonly last?: number;
  /** The last instant; to the end if left out. */
  readonly until?: number | undefined;
}

const pageSize = 500;

export async function* pagesOfEvents(
  { db, guard }: Reading,
  { userId, after, last, until }: EventRange,
): AsyncGenerator<StoredEvent> {
  let reached = after;
  for (;;) {
    const rows = await guard(() =>
      db
        .selectFrom('events')
        .selectAll()
        .where('user_id', '=', userId)
        .where('version', '>', reached)
        .$if(last !== undefined, (query) => query.where('version', '<=', last ?? 0))
        .$if(until !== undefined, (query) => query.where('at', '<=', until ?? 0))
        .orderBy('version')
        .limit(pageSize)
        .execute(),
    );
    for (const row of rows) yield toStoredEvent(row);
    reached = rows.at(-1)?.version ?? reached;
    if (rows.length < pageSize) return;
  }
}

export async function* pagesOfUsers({ db, guard }: Reading, partition: number): AsyncGenerator<UserId> {
  let after = '';
  for (;;) {
    const users = await guard(() => readUsers(db, { partition, after, limit: pageSize }));
    yield* users;
    after = users.at(-1) ?? after;
    if (users.length < pageSize) return;
  }
}
