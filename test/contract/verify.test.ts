import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { loginSucceeded, userRegistered } from '../support/controls/user-events.ts';
import { openElasticsearchViews } from '../support/elasticsearch-views.ts';
import { openEmbeddedStores } from '../support/embedded-stores.ts';
import { relationalDatabases } from '../support/relational-databases.ts';
import { createVerifiable, type Verifiable } from '../support/verifications.ts';
import { allOf, kindsOf, verified } from '../support/verified.ts';

const databases = relationalDatabases().map(({ name, open }) => ({
  name,
  async open() {
    const database = await open();
    onTestFinished(() => database.close());
    const stores = createRelationalStores(database, { partitions: 4, keyFingerprint: 'a key' });
    await stores.messageStore.prepare();
    return {
      log: createVerifiable(stores),
      async damage(changed: string, missing: string) {
        await sql`update view_users set document_json = replace(document_json, '"displayName":"Ada"', '"displayName":"Eve"')
          where id = ${changed}`.execute(database.db);
        await sql`delete from view_events where id = ${missing}`.execute(database.db);
      },
    };
  },
}));

const elasticsearch = {
  name: 'Elasticsearch',
  async open() {
    const { client, prefix, close, ...views } = openElasticsearchViews();
    onTestFinished(close);
    return {
      log: createVerifiable({ ...(await openEmbeddedStores()), ...views }),
      async damage(changed: string, missing: string) {
        // It counts the version up, so that the right document is older than this one for the server.
        await client.update({ index: `${prefix}-users`, id: changed, doc: { displayName: 'Eve' } });
        await client.delete({ index: `${prefix}-events`, id: missing });
      },
    };
  },
};

async function prepared(log: Verifiable): Promise<Verifiable> {
  await Promise.all([log.userView.prepare(), log.eventView.prepare()]);
  return log;
}

it.each([...databases, elasticsearch])(
  'finds and mends what was done to $name by hand',
  async ({ open }) => {
    const { log, damage } = await open();
    await prepared(log);
    const [ada = ''] = [await log.registered([userRegistered(), loginSucceeded()]), await log.registered()];
    await log.projected();
    const right = { users: await allOf(log.users), events: await allOf(log.events) };
    const [missing = ''] = right.events.keys();

    await damage(ada, missing);
    const found = [await verified(log, log.users), await verified(log, log.events)];
    const mended = [
      await verified(log, log.users, { isMending: true }),
      await verified(log, log.events, { isMending: true }),
    ];

    expect(found.map(kindsOf)).toEqual([{ [ada]: 'changed' }, { [missing]: 'missing' }]);
    expect(mended.map(({ summary }) => summary.mended)).toEqual([1, 1]);
    expect({ users: await allOf(log.users), events: await allOf(log.events) }).toEqual(right);
    expect((await verified(log, log.users)).differences).toEqual([]);
  },
  60_000,
);
