import { writeSync } from 'node:fs';
import { sql } from 'kysely';
import { createRelationalStores } from '../../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../../src/adapters/relational/sqlite/open-sqlite.ts';
import type { MessageStore } from '../../../src/ports/message-store.ts';
import { newRefreshToken, newSession } from '../controls/new-session.ts';
import { appendUntilItEnds } from './load.ts';
import { identity, writers } from './settings.ts';

// A program: appends to the SQLite database in the file that the first argument names, with the `synchronous` of the
// second, and prints every acknowledged append as a line of JSON, until it is killed. With a third argument it also does what
// need not wait for the disk, over and over, on the same connection, and makes a session before each append, as a login does.
const [file = '', synchronous = 'full', hurried] = process.argv.slice(2);
const standardOutput = 1;
const minute = 60_000;

const database = openSqlite(file);
await sql.raw(`pragma synchronous = ${synchronous}`).execute(database.db);
const { messageStore, feeds, sessions } = createRelationalStores(database, identity);
await messageStore.prepare();
const afterSessions: MessageStore = {
  ...messageStore,
  async append(request) {
    const session = newSession({ id: request.events[0]?.eventId ?? '', userId: request.userId });
    await sessions.create(session, newRefreshToken(session));
    return messageStore.append(request);
  },
};
const appending = Array.from({ length: writers }, () =>
  appendUntilItEnds(hurried === undefined ? messageStore : afterSessions, (acknowledged) =>
    writeSync(standardOutput, `${JSON.stringify(acknowledged)}\n`),
  ),
);
await Promise.all([...appending, ...(hurried === undefined ? [] : [joinForEver()])]);

async function joinForEver(): Promise<never> {
  for (;;) await feeds.join('group', 'owner', minute);
}
