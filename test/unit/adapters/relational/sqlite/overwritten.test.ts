import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRelationalStores } from '../../../../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../../../../src/adapters/relational/sqlite/open-sqlite.ts';
import { appendRequest } from '../../../../support/controls/append-request.ts';
import { newRefreshToken, newSession } from '../../../../support/controls/new-session.ts';
import { closedAfterTest } from '../../../../support/opened.ts';
import { waitFor } from '../../../../support/wait-for.ts';

const users = 60;

test('no key that was destroyed and no session that was ended is left in any file soon after', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-overwritten-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const database = await closedAfterTest(Promise.resolve(openSqlite(join(folder, 'gatehouse.db'), 50)));
  const { messageStore, sessions } = createRelationalStores(database, {
    partitions: 4,
    keyFingerprint: 'the key',
    hasLog: true,
  });
  await messageStore.prepare();
  const people = Array.from({ length: users }, () => {
    const request = appendRequest({ userKey: randomBytes(61) });
    const userAgent = randomBytes(20).toString('hex');
    return { request, session: newSession({ userId: request.userId, userAgent }) };
  });
  for (const { request, session } of people) {
    await messageStore.append(request);
    await sessions.create(session, newRefreshToken(session));
  }

  const erased = people.filter((_, index) => index % 3 === 0);
  for (const { request, session } of erased) {
    await messageStore.append(
      appendRequest({ userId: request.userId, expectedVersion: 1, destroysKey: true }),
    );
    await sessions.end(session.id, Date.now() + 60_000);
  }

  await waitFor(async () => {
    const bytes = filesIn(folder);
    const left = people.filter(({ request, session }) => {
      return bytes.includes(Buffer.from(request.userKey ?? [])) || bytes.includes(session.userAgent ?? '');
    });
    expect(left).toEqual(people.filter((person) => !erased.includes(person)));
  });
});

function filesIn(folder: string): Buffer {
  return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
}
