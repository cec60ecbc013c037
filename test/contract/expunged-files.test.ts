import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../src/adapters/relational/sqlite/open-sqlite.ts';
import type { EventView } from '../../src/ports/event-view.ts';
import type { UserView } from '../../src/ports/user-view.ts';
import { temporaryFolder } from '../support/archives.ts';
import { type Canaries, foundIn, newCanaries } from '../support/canaries.ts';
import { eventDocument } from '../support/controls/event-document.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { userDocument } from '../support/controls/user-document.ts';
import { openElasticsearchViews } from '../support/elasticsearch-views.ts';
import { startElasticsearch } from '../support/servers/elasticsearch.ts';
import { waitFor } from '../support/wait-for.ts';

interface Views {
  readonly userView: UserView;
  readonly eventView: EventView;
}

const logins = 1_200;

/** Writes somebody among others to both views, and then erases them. */
async function erased({ userView, eventView }: Views, canaries: Canaries, folder: string): Promise<void> {
  const [userId, { email, displayName, ipAddress, userAgent }] = [newUserId(), canaries];
  const user = userDocument({ id: userId, email, displayName, version: logins });
  const events = Array.from({ length: logins }, (_, index) =>
    eventDocument({
      id: newUserId(),
      userId,
      version: index + 1,
      data: { email, ipAddress },
      login: { outcome: 'SUCCEEDED', ipAddress, userAgent },
    }),
  );
  const others = Array.from({ length: 500 }, () => userDocument({ id: newUserId() }));
  await Promise.all([userView.prepare(), eventView.prepare()]);
  await userView.write([...others, user]);
  await eventView.write(events);
  await Promise.all([userView.refresh(), eventView.refresh()]);
  expect(foundIn([folder], wantedOf(canaries))).not.toEqual([]);
  const nothing = { email: null, emailVerified: false, displayName: null, roles: [] };
  await userView.write([{ ...user, ...nothing, status: 'ERASED', version: logins + 1 }]);
  await eventView.write(
    events.map((event) => ({
      ...event,
      data: { email: null, ipAddress: null },
      login: { outcome: 'SUCCEEDED', ipAddress: null, userAgent: null },
      isErased: true,
    })),
  );
}

/** Words that a full-text index has in its own form too. */
function wantedOf({ email, displayName, ipAddress, userAgent }: Canaries): Record<string, string> {
  const words = { emailWord: email.slice(4, -12), nameWord: displayName.slice(5) };
  return { email, displayName, ipAddress, userAgent, ...words };
}

async function expunged({ userView, eventView }: Views): Promise<void> {
  const { signal } = new AbortController();
  await waitFor(async () => expect(await userView.expunge(signal)).toBe(true));
  await waitFor(async () => expect(await eventView.expunge(signal)).toBe(true));
}

test('no file of SQLite holds what was personal about somebody who is erased', async () => {
  const folder = temporaryFolder();
  const database = openSqlite(join(folder, 'gatehouse.db'));
  onTestFinished(() => database.close());
  const stores = createRelationalStores(database, { partitions: 1, keyFingerprint: 'a key' });
  const canaries = newCanaries();
  await erased(stores, canaries, folder);
  expect(foundIn([folder], wantedOf(canaries))).not.toEqual([]);

  await expunged(stores);

  expect(foundIn([folder], wantedOf(canaries))).toEqual([]);
}, 120_000);

test('no file of Elasticsearch holds what was personal about somebody who is erased', async () => {
  const server = await startElasticsearch();
  onTestFinished(() => server.stop());
  const views = openElasticsearchViews(server.url);
  onTestFinished(views.close);
  const folder = join(server.dataDir, 'data');
  const canaries = newCanaries();
  await erased(views, canaries, folder);
  expect(foundIn([folder], wantedOf(canaries))).not.toEqual([]);

  await expunged(views);

  await waitFor(async () => expect(foundIn([folder], wantedOf(canaries))).toEqual([]));
}, 300_000);
