import { describe, expect, it } from 'vitest';
import { createPartitionLeases } from '../../../../src/application/partition-leases.ts';
import { Unavailable } from '../../../../src/ports/errors.ts';
import type { UserDocument } from '../../../../src/ports/user-view.ts';
import type { ViewBuild } from '../../../../src/ports/view-builds.ts';
import { hurried } from '../../../support/hurried.ts';
import {
  allOf,
  foldOfLog,
  openRebuildable,
  type Rebuildable,
  rebuilt,
  type Told,
} from '../../../support/rebuilds.ts';

async function givenUsers() {
  const given = await openRebuildable();
  for (let count = 0; count < 12; count += 1) await given.registered();
  return given;
}

type Begin = () => Promise<ViewBuild<UserDocument>>;

/** The users' build, with other methods in the place of some. */
function beginWith(
  given: Rebuildable,
  change: (build: ViewBuild<UserDocument>) => Partial<ViewBuild<UserDocument>>,
): Begin {
  return async () => {
    const build = await given.userBuilds.begin();
    return { ...build, ...change(build) };
  };
}

class Killed extends Error {
  override readonly name = 'Killed';
}

describe('a rebuild that is cut off', () => {
  it.each([1, 2, 3, 5, 8, 13, 21])('goes on where it was after step %i', async (last) => {
    const given = await givenUsers();
    let steps = 0;
    const around = async <Result>(work: () => Promise<Result>): Promise<Result> => {
      steps += 1;
      if (steps > last) throw new Killed(`It ends at step ${last}.`);
      return work();
    };
    const begin = beginWith(given, (build) => ({
      write: (documents) => around(() => build.write(documents)),
      get: (ids) => around(() => build.get(ids)),
      count: () => around(() => build.count()),
      finish: (partition) => around(() => build.finish(partition)),
      publish: () => around(() => build.publish()),
    }));

    const first = await rebuilt(given, given.users, { begin }).catch((error: unknown) => error);
    const done = (await given.userBuilds.pending())?.finished ?? [];
    const told: Told = { progress: [], lines: [] };
    const second = await rebuilt(given, given.users, {}, told);

    // Some of these steps lie behind the end.
    if (first instanceof Error) expect(first).toBeInstanceOf(Killed);
    expect(told.lines).toEqual([`Begins with ${done.length} partitions done.`]);
    expect(second).toMatchObject({ kind: 'published', documents: 12 });
    expect(await allOf(given.userView)).toEqual(await foldOfLog(given, given.users));
  });

  it('folds again only what is not done', async () => {
    const given = await givenUsers();
    const begin = beginWith(given, () => ({ publish: () => Promise.reject(new Killed()) }));
    await expect(rebuilt(given, given.users, { begin })).rejects.toThrow(Killed);
    let folded = 0;
    const fold: typeof given.users.fold = (userIds, asOf) => {
      folded += userIds.length;
      return given.users.fold(userIds, asOf);
    };
    const told: Told = { progress: [], lines: [] };

    const outcome = await rebuilt(given, { ...given.users, fold }, {}, told);

    expect(outcome).toMatchObject({ kind: 'published', documents: 12 });
    expect(told.lines).toEqual(['Begins with 4 partitions done.']);
    expect(told.progress.at(-1)).toMatchObject({ users: 12, written: 0 });
    expect(folded).toBe(0);
  });

  it('finds what the build lost meanwhile', async () => {
    const given = await givenUsers();
    const begin = beginWith(given, (build) => ({
      write: (documents) => build.write(documents.slice(1)),
    }));
    // Without looking, as if the loss came afterwards.
    const blind = { ...given.users, expect: async () => [], countOf: () => 0 };
    const stopping = beginWith(given, () => ({ publish: () => Promise.reject(new Killed()) }));
    await expect(
      rebuilt(given, blind, { begin: async () => ({ ...(await stopping()), write: (await begin()).write }) }),
    ).rejects.toThrow(Killed);

    await rebuilt(given, given.users);

    expect(await allOf(given.userView)).toEqual(await foldOfLog(given, given.users));
  });

  it('tells that it is published when it is asked to end in that moment', async () => {
    const given = await givenUsers();
    let isAsked = false;
    const checkpoint = () => {
      if (isAsked) throw new Killed('Nothing has changed for readers.');
    };
    const begin = beginWith(given, (build) => ({
      async publish() {
        await build.publish();
        isAsked = true;
      },
    }));

    expect(await rebuilt(given, given.users, { begin, checkpoint })).toMatchObject({ kind: 'published' });
  });

  it('does nothing while another one works', async () => {
    const given = await givenUsers();
    const lease = await given.feeds.acquire('rebuild-users', 0, 'another run', 60_000);
    if (lease === null) throw new Error('Nobody else is at work.');

    expect(await rebuilt(given, given.users)).toEqual({ kind: 'busy' });
    expect(await given.userBuilds.pending()).toBeNull();

    await given.feeds.release(lease);
    expect(await rebuilt(given, given.users)).toMatchObject({ kind: 'published' });
  });
});

describe('a build that does not keep what is written', () => {
  it('is not published when a user is missing', async () => {
    const given = await givenUsers();
    const begin = beginWith(given, (build) => ({ write: (documents) => build.write(documents.slice(1)) }));

    await expect(rebuilt(given, given.users, { begin })).rejects.toThrow('although it was written');

    expect(await allOf(given.userView)).toEqual(new Map());
  });

  it('is not published when an event amid a history is missing', async () => {
    const given = await givenUsers();
    const userId = await given.registered();
    for (let logins = 0; logins < 3; logins += 1) await given.appended(userId);
    const begin = async () => {
      const build = await given.eventBuilds.begin();
      const write: typeof build.write = (documents) =>
        build.write(documents.filter((document) => document.userId !== userId || document.version !== 2));
      return { ...build, write };
    };

    await expect(rebuilt(given, given.events, { begin })).rejects.toThrow('has 15 documents instead of 16');

    expect(await allOf(given.eventView)).toEqual(new Map());
  });
});

describe('passing faults', () => {
  const away = new Unavailable('views', new Error('down'));

  it('are waited for, and told once', async () => {
    const given = await givenUsers();
    let calls = 0;
    const orAway = <Result>(work: () => Promise<Result>): Promise<Result> => {
      calls += 1;
      return calls >= 3 && calls < 8 ? Promise.reject(away) : work();
    };
    const begin = beginWith(given, (build) => ({
      write: (documents) => orAway(() => build.write(documents)),
      get: (ids) => orAway(() => build.get(ids)),
      finish: (partition) => orAway(() => build.finish(partition)),
    }));
    const told: Told = { progress: [], lines: [] };

    const outcome = await rebuilt(given, given.users, { begin }, told);

    expect(outcome).toMatchObject({ kind: 'published', documents: 12 });
    expect(told.lines).toEqual(['Begins with 0 partitions done.', 'The views are away.', 'They are back.']);
    expect(await allOf(given.userView)).toEqual(await foldOfLog(given, given.users));
  });

  it('do no harm when the answer to a publication is lost', async () => {
    const given = await givenUsers();
    let isFirst = true;
    const begin = beginWith(given, (build) => ({
      async publish() {
        await build.publish();
        if (isFirst) {
          isFirst = false;
          throw away;
        }
      },
    }));

    expect(await rebuilt(given, given.users, { begin })).toMatchObject({ kind: 'published' });
    expect(await allOf(given.userView)).toEqual(await foldOfLog(given, given.users));
  });

  it('that outlast the lease let the run take it again', async () => {
    const given = await givenUsers();
    let leap = 0;
    const leases = createPartitionLeases({
      group: 'rebuild-users',
      feeds: given.feeds,
      owner: 'this run',
      delay: hurried,
      clock: () => performance.now() + leap,
      onWait: () => undefined,
    });
    let isFirst = true;
    const begin = beginWith(given, (build) => ({
      finish(partition) {
        if (!isFirst) return build.finish(partition);
        isFirst = false;
        leap += 60_000;
        return Promise.reject(away);
      },
    }));
    const told: Told = { progress: [], lines: [] };

    const outcome = await rebuilt(given, given.users, { begin, leases }, told);

    expect(outcome).toMatchObject({ kind: 'published', documents: 12 });
    expect(told.lines).toContain('The lease was lost.');
  });
});
