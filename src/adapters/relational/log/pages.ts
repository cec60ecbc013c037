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
  /** The last instant, or undefined for no end. */
  readonly until: number | undefined;
}

const pageSize = 500;

export async function* pagesOfEvents(
  { db, guard }: Reading,
  { userId, after, until }: EventRange,
): AsyncGenerator<StoredEvent> {
  let last = after;
  for (;;) {
    const rows = await guard(() =>
      db
        .selectFrom('events')
        .selectAll()
        .where('user_id', '=', userId)
        .where('version', '>', last)
        .$if(until !== undefined, (query) => query.where('at', '<=', until ?? 0))
        .orderBy('version')
        .limit(pageSize)
        .execute(),
    );
    for (const row of rows) yield toStoredEvent(row);
    last = rows.at(-1)?.version ?? last;
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
