import { once } from 'node:events';
import { openPostgres } from '../../src/adapters/relational/postgresql/open-postgres.ts';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../src/adapters/relational/sqlite/open-sqlite.ts';

// A program: rebuilds the view of users of the database that the argument names, of what is in it, gives up every other
// rebuild, and so on until it is killed. Prints a line for each.
const [place = ''] = process.argv.slice(2);
const database = place.startsWith('postgres')
  ? openPostgres(place, { onError: () => undefined })
  : openSqlite(place);
const { userView, userBuilds } = createRelationalStores(database, {
  partitions: 4,
  keyFingerprint: 'the key',
});

for (let round = 0; ; round += 1) {
  const build = await userBuilds.begin();
  for await (const users of userView.scan()) await build.write(users);
  await build.finish(round);
  await (round % 2 === 0 ? build.publish() : userBuilds.abandon());
  if (!process.stdout.write(`${round}\n`)) await once(process.stdout, 'drain');
}
