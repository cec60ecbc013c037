import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, test } from 'vitest';
import { migrationsOf } from '../../src/adapters/relational/schema/migrations.ts';
import { createRelationalSessionStore } from '../../src/adapters/relational/sessions/relational-session-store.ts';
import { newRefreshToken, newSession } from '../support/controls/new-session.ts';
import { closedAfterTest } from '../support/opened.ts';
import { relationalDatabases } from '../support/relational-databases.ts';

test.each(relationalDatabases())(
  'sessions on $name whose tokens were not counted are over, and new ones begin',
  async ({ open }) => {
    const database = await closedAfterTest(open());
    const { db, dialect } = database;
    const provider = { getMigrations: async () => migrationsOf(dialect.name) };
    await new Migrator({ db, provider }).migrateTo('0008-parked-retries');
    const { id, userId, createdAt, expiresAt } = newSession();
    await sql`insert into sessions (id, user_id, token_hash, created_at, last_used_at, expires_at)
      values (${id}, ${userId}, 'hash', ${createdAt}, ${createdAt}, ${expiresAt})`.execute(db);
    const sessions = createRelationalSessionStore(database);

    await sessions.prepare();

    expect(await sessions.list(userId, createdAt)).toEqual([]);
    expect(await sessions.areLive([id], createdAt)).toEqual([false]);
    const session = newSession({ id, userId });
    await sessions.create(session, newRefreshToken(session));
    expect(await sessions.find(id, createdAt)).toEqual(session);
  },
);
