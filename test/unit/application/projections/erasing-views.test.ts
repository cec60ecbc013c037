import { beforeEach, describe, expect, it } from 'vitest';
import { createEventsProjection } from '../../../../src/application/projections/events-projection.ts';
import type { UserEvent } from '../../../../src/domain/user/user-events.ts';
import { Unavailable } from '../../../../src/ports/errors.ts';
import type { EventDocument } from '../../../../src/ports/event-view.ts';
import type { UserId } from '../../../../src/ports/message-store.ts';
import type { PageRequest } from '../../../../src/ports/page.ts';
import type { UserDocument } from '../../../../src/ports/user-view.ts';
import { loginSucceeded, userRegistered } from '../../../support/controls/user-events.ts';
import { openEmbeddedStores } from '../../../support/embedded-stores.ts';
import { foldedAll } from '../../../support/folds.ts';
import { createVerifiable, type Verifiable } from '../../../support/verifications.ts';
import { kindsOf, replaced, verified } from '../../../support/verified.ts';

const page: PageRequest = { direction: 'forward', count: 10, cursor: null };
/** Behind everything that happens in these histories, and before anybody is erased. */
const before = Date.UTC(2026, 0, 1);
/** More events than are in memory at once. */
const history: readonly UserEvent[] = [
  { ...userRegistered(), at: before - 1 },
  ...Array.from({ length: 200 }, () => loginSucceeded(before)),
];

let log: Verifiable;
let userId: UserId;
let plain: { readonly users: readonly UserDocument[]; readonly events: readonly EventDocument[] };

/** Somebody with many logins, in both views and in views as of an instant, who is erased then. */
beforeEach(async () => {
  log = createVerifiable(await openEmbeddedStores(1));
  userId = await log.registered(history);
  for (let appends = 0; appends < 9; appends += 1) {
    await log.appendedAll(
      userId,
      Array.from({ length: 200 }, () => loginSucceeded(before + 1)),
    );
  }
  await log.registered();
  await log.projected();
  plain = await folded();
  await named('past', before);
  await log.erased(userId);
});

async function folded() {
  const [users, events] = [
    await foldedAll(log.users.fold([userId])),
    await foldedAll(log.events.fold([userId])),
  ];
  return { users: users.documents, events: events.documents };
}

async function named(name: string, asOf: number): Promise<void> {
  const [users, events] = [
    await log.userBuilds.beginNamed(name, asOf),
    await log.eventBuilds.beginNamed(name, asOf),
  ];
  for await (const { documents } of log.users.fold([userId], asOf)) await users.write(documents);
  for await (const { documents } of log.events.fold([userId], asOf)) await events.write(documents);
  await Promise.all([users.publish(), events.publish()]);
}

async function inViews() {
  const ids = (await folded()).events.map(({ id }) => id);
  return { users: await log.userView.get([userId]), events: await log.eventView.get(ids) };
}

async function expectErased(): Promise<void> {
  const right = await folded();
  expect(JSON.stringify(right)).not.toMatch(/ada@example\.com|192\.0\.2|a browser/i);
  expect(right.events).toHaveLength(2_002);
  expect(right.events.every(({ isErased }) => isErased)).toBe(true);
  expect(await inViews()).toEqual(right);
  const then = await foldedAll(log.events.fold([userId], before));
  const past = await log.eventBuilds.openNamed('past');
  expect(await past?.get(then.documents.map(({ id }) => id))).toEqual(then.documents);
  const pastUsers = await log.userBuilds.openNamed('past');
  expect(await pastUsers?.get([userId])).toEqual(
    (await foldedAll(log.users.fold([userId], before))).documents,
  );
  expect((await verified(log, log.users)).differences).toEqual([]);
  expect((await verified(log, log.events)).differences).toEqual([]);
}

describe('once a user is erased', () => {
  it('nothing personal is left in any view, and the user and the events stay', async () => {
    await log.projected();

    await expectErased();
    const found = await log.userView.search({ search: 'ada', filter: {}, order: [], page });
    expect(found.items.map(({ item }) => item.id)).not.toContain(userId);
    const erased = await log.userView.search({ filter: { status: ['ERASED'] }, order: [], page });
    expect(erased.items.map(({ item }) => item.id)).toEqual([userId]);
    const [logins] = await log.eventView.loginStatistics({
      time: { from: before, to: before + 1_000 },
      interval: 'DAY',
      userId,
    });
    expect(logins?.succeeded).toBe(2_000);
  });

  it('a writer that is late, and a replay, bring nothing back', async () => {
    await log.projected();
    await log.userView.write(plain.users);
    await log.eventView.write(plain.events);
    await log.eventView.overwrite(plain.events);
    await log.userBuilds.writeNamed(
      'past',
      plain.users.map((user) => ({ ...user, version: 201 })),
    );
    await log.eventBuilds.writeNamed('past', plain.events.slice(0, 201));
    const entries = await log.feeds.read(0, '0-0', 1_000);
    for (const projection of log.projections) expect(await projection.apply(entries)).toEqual([]);

    await expectErased();
  });

  it('what a failure cut off is done by the next attempt', async () => {
    let writes = 0;
    const projection = createEventsProjection({
      ...log,
      builds: log.eventBuilds,
      view: {
        write: async (documents) => {
          writes += 1;
          if (writes === 2) throw new Unavailable('views', new Error('cut off'));
          await log.eventView.write(documents);
        },
      },
    });
    const entries = (await log.feeds.read(0, '0-0', 1_000)).slice(-1);
    await expect(projection.apply(entries)).rejects.toThrow(Unavailable);
    expect((await inViews()).events.at(-1)).toBeNull();
    expect(await projection.apply(entries)).toEqual([]);
    await log.projected();

    await expectErased();
  });

  it('a view as of an instant of before says nothing personal, whenever it is made', async () => {
    await log.userBuilds.dropNamed('past');
    await log.eventBuilds.dropNamed('past');
    await log.projected();
    await named('past', before);

    await expectErased();
  });

  it('documents that come back from a backup of a view are found, and mended', async () => {
    await log.projected();
    const some = plain.events.slice(0, 30);
    await replaced(log.users, plain.users);
    await replaced(log.events, some);

    expect(kindsOf(await verified(log, log.users))).toEqual({ [userId]: 'outdated' });
    expect(kindsOf(await verified(log, log.events))).toEqual(
      Object.fromEntries(some.map(({ id }) => [id, 'outdated'])),
    );
    await verified(log, log.users, { isMending: true });
    await verified(log, log.events, { isMending: true });

    await expectErased();
  });
});
