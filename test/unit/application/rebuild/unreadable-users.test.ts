import { describe, expect, it } from 'vitest';
import { allOf, foldOfLog, openRebuildable, type Rebuildable, rebuilt } from '../../../support/rebuilds.ts';

/** Five users in both views, of whom the first then has an event that nobody can read, and one more behind it. */
async function givenUnreadable() {
  const given = await openRebuildable();
  const ids: string[] = [];
  for (let count = 0; count < 5; count += 1) ids.push(await given.registered());
  await rebuilt(given, given.users);
  await rebuilt(given, given.events);
  const [unreadable = '', ...others] = ids;
  const before = await viewsOf(given);
  await given.appendedUnreadable(unreadable);
  for (const userId of others) await given.appended(userId);
  return { ...given, unreadable, others, before };
}

async function viewsOf({ userView, eventView }: Rebuildable) {
  return { users: await allOf(userView), events: await allOf(eventView) };
}

describe('users who cannot be made anew', () => {
  it('keep a rebuild from being published, which names them', async () => {
    const given = await givenUnreadable();

    for (const outcome of [await rebuilt(given, given.users), await rebuilt(given, given.events)]) {
      expect(outcome).toMatchObject({ kind: 'unreadable', failed: [{ userId: given.unreadable }] });
    }

    expect(await viewsOf(given)).toEqual(given.before);
    expect(await given.userBuilds.pending()).toMatchObject({ finished: expect.any(Array) });
    expect((await given.userBuilds.pending())?.finished).toHaveLength(3);
  });

  it('keep what they have, when the rebuild is to do without them', async () => {
    const given = await givenUnreadable();
    const wish = { skipUnreadable: true };
    await rebuilt(given, given.users);

    for (const outcome of [
      await rebuilt(given, given.users, wish),
      await rebuilt(given, given.events, wish),
    ]) {
      expect(outcome).toMatchObject({ kind: 'published', failed: [{ userId: given.unreadable }] });
    }

    const { users, events } = await viewsOf(given);
    expect(users.get(given.unreadable)).toEqual(given.before.users.get(given.unreadable));
    expect(new Map([...users].filter(([id]) => id !== given.unreadable))).toEqual(
      await foldOfLog(given, given.users),
    );
    expect(events).toEqual(await foldOfLog(given, given.events));
    expect(events.size).toBe(9);
  });

  it('are looked at again by a further run, also in partitions that are done', async () => {
    const given = await givenUnreadable();
    const [other = ''] = given.others;
    await rebuilt(given, given.users);
    await given.appendedUnreadable(other);

    const outcome = await rebuilt(given, given.users);

    expect(outcome).toMatchObject({ kind: 'unreadable' });
    expect(outcome.kind === 'unreadable' && outcome.failed.map(({ userId }) => userId).sort()).toEqual(
      [given.unreadable, other].sort(),
    );
  });
});
