import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventIndex } from '../../src/adapters/elasticsearch/event-index.ts';
import { userIndex } from '../../src/adapters/elasticsearch/user-index.ts';
import type { UserDocument } from '../../src/ports/user-view.ts';
import { eventDocument, generateEventDocuments } from '../support/controls/event-document.ts';
import { generateUserDocuments, userDocument } from '../support/controls/user-document.ts';
import { openElasticsearchViews } from '../support/elasticsearch-views.ts';

type Views = ReturnType<typeof openElasticsearchViews>;

const page = { direction: 'forward', count: 10, cursor: null } as const;
const user = userDocument({ displayName: 'Zoë Müller' });

function openViews(): Views {
  const views = openElasticsearchViews();
  onTestFinished(views.close);
  return views;
}

/** Both views as a version of the program left them that knew the first shape only. */
async function openFirstShape(): Promise<Views> {
  const views = openViews();
  for (const { alias, properties } of [userIndex(views.prefix), eventIndex(views.prefix)]) {
    const { similar: _, ...known } = properties;
    await views.client.indices.create({
      index: `${alias}-v1`,
      aliases: { [alias]: { is_write_index: true } },
      mappings: { dynamic: 'strict', _meta: { version: 1 }, properties: known },
    });
  }
  await views.userView.prepare();
  await views.eventView.prepare();
  return views;
}

async function indicesOf({ client, prefix }: Views): Promise<readonly string[]> {
  return Object.keys(await client.indices.get({ index: `${prefix}-*` })).sort();
}

async function found({ userView }: Views, search: string): Promise<readonly UserDocument[]> {
  await userView.refresh();
  const { items } = await userView.search({ search, spelling: 'similar', filter: {}, order: [], page });
  return items.map(({ item }) => item);
}

describe('an index of the first shape', () => {
  test('goes on, and similar spellings are found once it is made anew', async () => {
    const views = await openFirstShape();
    const { userView, userBuilds, prefix } = views;
    await userView.write([user]);
    expect(await userBuilds.current()).toEqual({ index: `${prefix}-users-v1`, shape: 1, latestShape: 2 });
    expect(await found(views, 'mull')).toEqual([user]);
    expect(await found(views, 'mulelr')).toEqual([]);

    const build = await userBuilds.begin();
    const late = userDocument({ id: randomUUID(), displayName: 'Ada' });
    await userView.write([late]);
    await build.write([user]);
    expect(await userView.get([late.id])).toEqual([late]);
    await build.publish();
    expect(new Set(await found(views, 'mulelr'))).toEqual(new Set([user, late]));
    expect((await userBuilds.current()).shape).toBe(2);
  });

  test('gives every event, and forgets at once what was removed', async () => {
    const { eventView } = await openFirstShape();
    const events = generateEventDocuments(1_200, 3);
    await eventView.write(events);
    const scanned = (await Array.fromAsync(eventView.scan())).flat();
    expect(new Set(scanned)).toEqual(new Set(events));
    const [event = eventDocument()] = events;
    await eventView.remove([event.id]);
    await eventView.write([event]);
    expect(await eventView.get([event.id])).toEqual([event]);
  });
});

test('a removed document of any version is written again at once', async () => {
  const { userView } = openViews();
  await userView.prepare();
  for (const version of [9, 3, 1, 7]) {
    const other = { ...user, version };
    await userView.write([other]);
    expect(await userView.get([user.id])).toEqual([other]);
    await userView.remove([user.id]);
    expect(await userView.get([user.id])).toEqual([null]);
  }
});

test('documents of many megabytes are written in several requests', async () => {
  const { eventView } = openViews();
  await eventView.prepare();
  // 24 MB in all, each of them within what an event may hold.
  const events = generateEventDocuments(400, 5).map((event) => ({
    ...event,
    data: { text: 'ü'.repeat(30_000) },
  }));
  await eventView.write(events);
  expect(await eventView.get(events.slice(-3).map(({ id }) => id))).toEqual(events.slice(-3));
});

test('a scan finds all that stays, once, while documents come and go and the index is replaced', async () => {
  const { userView, userBuilds } = openViews();
  await userView.prepare();
  const [staying, going] = [generateUserDocuments(1_300, 11), generateUserDocuments(200, 12)];
  await userView.write([...staying, ...going]);
  const seen: string[] = [];
  for await (const documents of userView.scan()) {
    if (seen.length === 0) {
      const build = await userBuilds.begin();
      await build.write(staying);
      await userView.remove(going.map(({ id }) => id));
      await userView.write(generateUserDocuments(50, 13));
      await build.publish();
    }
    seen.push(...documents.map(({ id }) => id));
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(staying.filter(({ id }) => !seen.includes(id))).toEqual([]);
});

describe('what a run leaves that is killed', () => {
  test('in the moment of publishing does not keep writers waiting for long', async () => {
    const views = openViews();
    const { userView, userBuilds, client } = views;
    await userView.prepare();
    const { index } = await userBuilds.current();
    const build = await userBuilds.begin();
    const closingSince = Date.now() - 60_000;
    await client.indices.putMapping({ index: build.index, _meta: { version: 2, closingSince } });
    await client.indices.addBlock({ index, block: 'write' });
    await userView.write([user]);
    expect(await userView.get([user.id])).toEqual([user]);
    await (await userBuilds.begin()).publish();
    expect(await userView.get([user.id])).toEqual([user]);
  });

  test('in the moment of publishing is mended by abandoning the build', async () => {
    const { userView, userBuilds, client } = openViews();
    await userView.prepare();
    const { index } = await userBuilds.current();
    const build = await userBuilds.begin();
    const closingSince = Date.now();
    await client.indices.putMapping({ index: build.index, _meta: { version: 2, closingSince } });
    await client.indices.addBlock({ index, block: 'write' });
    await userBuilds.abandon();
    await userView.write([user]);
    expect(await userView.get([user.id])).toEqual([user]);
  });

  test('after publishing is removed by the next build, and nothing else', async () => {
    const views = openViews();
    const { userView, userBuilds, client, prefix } = views;
    await userView.prepare();
    const left = `${prefix}-users-v2-20260101000000-0a0b0c0d`;
    const others = [`${prefix}-users-v2-of-somebody`, `${prefix}-users-verse`];
    for (const index of [left, ...others]) await client.indices.create({ index });
    await userBuilds.beginNamed('v2', Date.UTC(2026, 0, 1));
    const { index } = await userBuilds.begin();
    const kept = [`${prefix}-users-v2`, `${prefix}-users-as-of-v2`, index, ...others];
    expect(await indicesOf(views)).toEqual(kept.sort());
  });
});

test('a pending build of an earlier shape is begun anew in the latest', async () => {
  const views = openViews();
  const { userView, userBuilds, client, prefix } = views;
  await userView.prepare();
  const old = `${prefix}-users-v1-20260101000000-0a0b0c0d`;
  await client.indices.create({
    index: old,
    aliases: { [`${prefix}-users-next`]: {} },
    mappings: { _meta: { version: 1, finished: [1] } },
  });
  const build = await userBuilds.begin();
  expect(build.finished).toEqual([]);
  expect(await indicesOf(views)).toEqual([`${prefix}-users-v2`, build.index].sort());
});

test('a name that is a pattern stands for no view', async () => {
  const { userBuilds } = openViews();
  await userBuilds.beginNamed('a', 1);
  expect(await userBuilds.dropNamed('*')).toBe(false);
  expect(await userBuilds.openNamed('*')).toBeNull();
  expect(await userBuilds.named()).toHaveLength(1);
});
