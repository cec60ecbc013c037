import { describe, expect, it } from 'vitest';
import type {
  RebuildableView,
  VersionedDocument,
} from '../../../../src/application/rebuild/rebuildable-view.ts';
import { loginSucceeded, userRegistered } from '../../../support/controls/user-events.ts';
import {
  allOf,
  foldOfLog,
  openRebuildable,
  type Rebuildable,
  rebuilt,
  type Told,
} from '../../../support/rebuilds.ts';

async function givenUsers(given: Rebuildable, count = 7): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    ids.push(await given.registered([userRegistered(), ...Array(index).fill(loginSucceeded())]));
  }
  return ids;
}

describe('a rebuild', () => {
  it('makes both views what the log says, and lets readers read them', async () => {
    const given = await openRebuildable();
    await givenUsers(given);

    const users = await rebuilt(given, given.users);
    const events = await rebuilt(given, given.events);

    expect(users).toMatchObject({ kind: 'published', documents: 7, failed: [] });
    expect(events).toMatchObject({ kind: 'published', documents: 28, failed: [] });
    expect(await allOf(given.userView)).toEqual(await foldOfLog(given, given.users));
    expect(await allOf(given.eventView)).toEqual(await foldOfLog(given, given.events));
    expect(await given.userBuilds.pending()).toBeNull();
  });

  it('makes an empty view of an empty log', async () => {
    const given = await openRebuildable();

    expect(await rebuilt(given, given.users)).toMatchObject({ kind: 'published', documents: 0 });
    expect(await allOf(given.userView)).toEqual(new Map());
  });

  it('leaves out what the log does not have', async () => {
    const given = await openRebuildable();
    await givenUsers(given, 2);
    await rebuilt(given, given.users);
    const [stray] = (await allOf(given.userView)).values();
    if (stray === undefined) throw new Error('The view is empty.');
    await given.userView.write([{ ...stray, id: '00000000-0000-4000-8000-000000000000' }]);

    await rebuilt(given, given.users);

    expect(await allOf(given.userView)).toEqual(await foldOfLog(given, given.users));
  });

  it('has what was appended while it ran, whether the view was told of it or not', async () => {
    // In one partition nothing is compared before all of it is folded.
    const given = await openRebuildable(1);
    const [told = '', untold = ''] = await givenUsers(given);
    const work = async () => {
      for (const userId of [told, untold]) await given.appended(userId);
      for await (const { documents } of given.users.fold([told])) await given.userView.write(documents);
      for await (const { documents } of given.events.fold([told])) await given.eventView.write(documents);
    };

    await rebuilt(given, meanwhile(given.users, work));
    await rebuilt(given, meanwhile(given.events, work));

    expect(await allOf(given.eventView)).toEqual(await foldOfLog(given, given.events));
    const versions = (await given.userView.get([told, untold])).map((found) => found?.version);
    expect(versions).toEqual([3, 3]);
  });

  it('tells how far it is, and never more than there is', async () => {
    const given = await openRebuildable();
    await givenUsers(given, 9);
    const told: Told = { progress: [], lines: [] };

    await rebuilt(given, given.users, {}, told);

    expect(told.lines).toEqual(['Begins with 0 partitions done.']);
    expect(told.progress.every(({ users, totalUsers }) => users <= totalUsers)).toBe(true);
    expect(told.progress.at(-1)).toEqual({
      step: 'publishing',
      users: 9,
      written: 9,
      totalUsers: 9,
      isEstimate: false,
      partitionsDone: 4,
      partitions: 4,
    });
  });
});

/** The view, with something that happens after the first documents were made. */
function meanwhile<Document extends VersionedDocument>(
  view: RebuildableView<Document>,
  work: () => Promise<void>,
): RebuildableView<Document> {
  let isDone = false;
  return {
    ...view,
    async *fold(userIds, asOf) {
      for await (const folded of view.fold(userIds, asOf)) {
        if (!isDone) {
          isDone = true;
          await work();
        }
        yield folded;
      }
    },
  };
}
