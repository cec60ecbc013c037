import { beforeEach, describe, expect, it } from 'vitest';
import { UnknownView, UserSetAside } from '../../../../src/application/errors.ts';
import { makeOpenView, type OpenView } from '../../../../src/application/queries/source.ts';
import { makeWaitForPosition } from '../../../../src/application/queries/wait-for-position.ts';
import type { Viewer } from '../../../../src/application/viewer.ts';
import type { FeedEntry, Feeds } from '../../../../src/ports/feeds.ts';
import { delay } from '../../../../src/roles/compose.ts';
import { appended } from '../../../support/appends.ts';
import { newUserId } from '../../../support/controls/new-user-id.ts';
import { openEmbeddedStores } from '../../../support/embedded-stores.ts';
import { held } from '../../../support/groups.ts';

const administrator: Viewer = { userId: newUserId(), sessionId: 'a-session', roles: ['admin'] };
const somebody: Viewer = { ...administrator, roles: [] };

interface NamedReader {
  readonly name: string;
}

let feeds: Feeds;
let entry: FeedEntry;
/** Which names of views the store was asked for. */
let asked: string[];
/** How often the view was refreshed. */
let refreshes: number;
let open: OpenView<NamedReader>;

beforeEach(async () => {
  const stores = await openEmbeddedStores(2);
  feeds = stores.feeds;
  const [first] = await appended(stores.messageStore, 1, 1);
  if (first === undefined) throw new Error('One entry was appended.');
  entry = first;
  asked = [];
  refreshes = 0;
  open = makeOpenView<NamedReader>('users', {
    view: {
      name: 'the present one',
      refresh: async () => {
        refreshes += 1;
      },
    },
    builds: {
      openNamed: async (name) => {
        asked.push(name);
        return name === 'january' ? { name } : null;
      },
    },
    feeds,
    waitFor: makeWaitForPosition({ feeds, clock: Date.now, delay }),
  });
});

async function apply(setAside: boolean): Promise<void> {
  const lease = await held(feeds, entry.partition);
  await feeds.next([lease], 10, 0);
  const { userId, version } = entry;
  if (setAside) await feeds.park(lease, { userId, version, error: 'An event of an unknown type.', at: 0 });
  await feeds.acknowledge(lease, [entry]);
}

const atLeast = () => ({ atLeast: { positions: [entry] } });

describe('the present view', () => {
  it('is refreshed once for all searches of a request, and not for reads by id', async () => {
    await apply(false);
    const source = atLeast();
    await open(somebody, source, { by: 'id' });
    expect(refreshes).toBe(0);

    await Promise.all([1, 2, 3].map(() => open(somebody, source, { by: 'search' })));

    expect(refreshes).toBe(1);
  });

  it('is read at once by who names no position', async () => {
    const source = { atLeast: { positions: [] } };
    const view = await open(somebody, source, { by: 'search', userId: entry.userId });
    expect([view, refreshes]).toEqual([expect.objectContaining({ name: 'the present one' }), 0]);
  });

  it('does not claim to hold a change of a user who is set aside', async () => {
    await apply(true);
    const { userId } = entry;
    const refused = expect.objectContaining({ message: expect.stringContaining('gatehouse parked list') });
    await expect(open(somebody, atLeast(), { by: 'id', userId })).rejects.toEqual(refused);
    await expect(open(somebody, atLeast(), { by: 'search', userId })).rejects.toBeInstanceOf(UserSetAside);
  });

  it('is read of a user who is set aside without a position, with one of another partition, and in lists of many', async () => {
    await apply(true);
    const { userId } = entry;
    const elsewhere = { atLeast: { positions: [{ partition: 0, offset: '0-0' }] } };
    await open(somebody, { atLeast: { positions: [] } }, { by: 'id', userId });
    await open(somebody, elsewhere, { by: 'id', userId });
    await open(somebody, atLeast(), { by: 'search' });
    await open(somebody, atLeast(), { by: 'id', userId: newUserId(1, 2) });
  });
});

describe('a view as of an instant', () => {
  it('is read by its name, without a look at the present one', async () => {
    expect(await open(administrator, { view: 'january' }, { by: 'search' })).toEqual({ name: 'january' });
    expect(refreshes).toBe(0);
  });

  it('that is not there, or not finished, is refused in words', async () => {
    await expect(open(administrator, { view: 'june' }, { by: 'id' })).rejects.toEqual(
      new UnknownView('users'),
    );
  });

  it.each(['', 'A', '-a', 'a*', 'a,b', '_all', '../a', 'a b', 'é', 'a'.repeat(41)])(
    'is not asked for by the name %j, which none can have',
    async (view) => {
      await expect(open(administrator, { view }, { by: 'id' })).rejects.toBeInstanceOf(UnknownView);
      expect(asked).toEqual([]);
    },
  );

  it('is for administrators; others are not told whether there is one', async () => {
    for (const view of ['january', 'june', '*']) {
      await expect(open(somebody, { view }, { by: 'id' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(open(null, { view }, { by: 'id' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    expect(asked).toEqual([]);
  });
});
