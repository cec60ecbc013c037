import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import type { RelationalDatabase } from '../../src/adapters/relational/relational-database.ts';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import type { UserDocument, UserView } from '../../src/ports/user-view.ts';
import { generateUserDocuments } from '../support/controls/user-document.ts';
import { closedAfterTest } from '../support/opened.ts';
import { relationalDatabases } from '../support/relational-databases.ts';
import { settledTables, viewTablesOf } from '../support/view-tables.ts';

const program = fileURLToPath(new URL('../support/rebuild-views.ts', import.meta.url));
const users = generateUserDocuments(600).map((user) => ({
  ...user,
  displayName: 'Zoë Müller',
  email: user.id,
}));

describe.each(relationalDatabases())('rebuilds by another process on $name that is killed', ({ open }) => {
  test('lose nothing, hide nothing, and leave nothing that the next one does not remove', async () => {
    const database = await closedAfterTest(open());
    const place = await placeOf(database);
    const { userView, userBuilds } = createRelationalStores(database, identity);
    await userView.prepare();
    await userView.write(users);
    const versions = new Map(users.map(({ id, version }) => [id, version]));
    let isOver = false;
    const loop = async (work: () => Promise<void>) => {
      while (!isOver) await work();
    };
    const working = Promise.all([
      loop(() => writeNext(userView, versions)),
      loop(() => readNext(userView, versions)),
      loop(() => searchNext(userView, versions)),
    ]);

    for (const milliseconds of [40, 90, 160, 250, 370]) await rebuildFor(place, milliseconds);
    isOver = true;
    await working;

    await userBuilds.begin();
    await userBuilds.abandon();
    expect(await viewTablesOf(database)).toEqual(settledTables);
    expect(await sql`select * from view_builds`.execute(database.db)).toMatchObject({ rows: [] });
    const stored = (await Array.fromAsync(userView.scan())).flat();
    expect(new Map(stored.map(({ id, version }) => [id, version]))).toEqual(versions);
    const similar = await userView.search({ ...everybody, search: 'mulelr', spelling: 'similar' });
    expect(similar.totalCount).toBe(users.length);
  }, 60_000);
});

const identity = { partitions: 4, keyFingerprint: 'the key' };

/** Lets the other process rebuild once, and for some time more; then it is killed. */
async function rebuildFor(place: string, milliseconds: number): Promise<void> {
  const rebuilding: ChildProcessByStdio<null, Readable, null> = spawn(process.execPath, [program, place], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void rebuilding.kill('SIGKILL'));
  await once(rebuilding.stdout, 'data');
  // At no place in particular.
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  rebuilding.kill('SIGKILL');
  await once(rebuilding, 'close');
}

/** Some users have one more event. */
async function writeNext(view: UserView, versions: Map<string, number>): Promise<void> {
  const start = Math.floor(Math.random() * (users.length - 20));
  const changed = users.slice(start, start + 20).map((user) => nextOf(user, versions));
  await view.write(changed);
  for (const { id, version } of changed) versions.set(id, version);
}

function nextOf(user: UserDocument, versions: ReadonlyMap<string, number>): UserDocument {
  const version = (versions.get(user.id) ?? 0) + 1;
  return { ...user, version, loginCount: version };
}

/** Every user is there, and none is older than what was acknowledged before. */
async function readNext(view: UserView, versions: ReadonlyMap<string, number>): Promise<void> {
  const before = new Map(versions);
  const found = await view.get(users.map(({ id }) => id));
  const older = users.filter(({ id }, i) => (found[i]?.version ?? 0) < (before.get(id) ?? 0));
  expect(older).toEqual([]);
}

async function searchNext(view: UserView, versions: ReadonlyMap<string, number>): Promise<void> {
  const before = new Map(versions);
  const { items, totalCount } = await view.search(everybody);
  expect(totalCount).toBe(users.length);
  expect(items.filter(({ item }) => item.version < (before.get(item.id) ?? 0))).toEqual([]);
}

const everybody = {
  search: 'zoe',
  filter: {},
  order: [],
  page: { direction: 'forward', count: 1_000, cursor: null },
} as const;

async function placeOf({ db, dialect }: RelationalDatabase): Promise<string> {
  if (dialect.name === 'sqlite') {
    const { rows } = await sql<{ file: string }>`pragma database_list`.execute(db);
    return rows[0]?.file ?? '';
  }
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
  return Object.assign(new URL(inject('databaseUrl')), { pathname: rows[0]?.name ?? '' }).href;
}
