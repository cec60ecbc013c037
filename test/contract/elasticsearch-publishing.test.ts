import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { connectElasticsearch } from '../../src/adapters/elasticsearch/connect-elasticsearch.ts';
import { createElasticsearchViews } from '../../src/adapters/elasticsearch/elasticsearch-views.ts';
import { Unavailable } from '../../src/ports/errors.ts';
import type { UserDocument } from '../../src/ports/user-view.ts';
import { userDocument } from '../support/controls/user-document.ts';
import { openElasticsearchViews } from '../support/elasticsearch-views.ts';
import { type Handle, startHandlingProxy } from '../support/handling-proxy.ts';

const user = userDocument();
const newer: UserDocument = { ...user, version: user.version + 1, loginCount: user.loginCount + 1 };

/** The views as a process has them whose way to the server is handled so, and as one beside it has them. */
async function openHandled(handle: Handle) {
  const beside = openElasticsearchViews();
  onTestFinished(beside.close);
  await beside.userView.prepare();
  await beside.userView.write([user]);
  const client = connectElasticsearch(await startHandlingProxy(inject('elasticsearchUrl'), handle));
  onTestFinished(() => client.close());
  const views = createElasticsearchViews({ client, prefix: beside.prefix, grace: 100 });
  return { views, beside };
}

/** Every node took it in the end, but not all of them in time. */
const unacknowledged = { acknowledged: false, shards_acknowledged: false };

function handlingOnce(part: string, handle: Handle): Handle {
  let isDone = false;
  return (question, ask) => {
    if (isDone || !question.path.includes(part)) return ask();
    isDone = true;
    return handle(question, ask);
  };
}

function withoutAcknowledgement(part: string): Handle {
  return handlingOnce(part, async (_, ask) => {
    const { status, body } = await ask();
    return { status, body: JSON.stringify({ ...JSON.parse(body), ...unacknowledged }) };
  });
}

async function indicesOf({ client, prefix }: ReturnType<typeof openElasticsearchViews>) {
  return Object.keys(await client.indices.get({ index: `${prefix}-users*` })).sort();
}

async function search({ userView }: Pick<ReturnType<typeof openElasticsearchViews>, 'userView'>) {
  const page = { direction: 'forward', count: 10, cursor: null } as const;
  const { items } = await userView.search({ filter: {}, order: [], page });
  return items.map(({ item }) => item);
}

describe('publishing', () => {
  test('keeps what a late node may still read, until the next build', async () => {
    const { views, beside } = await openHandled(withoutAcknowledgement('/_aliases'));
    const replaced = await beside.userBuilds.current();
    const build = await views.userBuilds.begin();
    await build.write([newer]);
    await build.publish();

    expect(await search(beside)).toEqual([newer]);
    expect(await indicesOf(beside)).toEqual([replaced.index, build.index].sort());
    await beside.userView.write([{ ...newer, version: 9 }]);
    await beside.userBuilds.abandon();
    expect(await indicesOf(beside)).toEqual([build.index]);
    expect(await beside.userView.get([user.id])).toEqual([{ ...newer, version: 9 }]);
  });

  test.each(['/_block/write', '/_mapping'])(
    'gives up when not every node takes %s in time, and lets writers go on',
    async (step) => {
      let handle: Handle = (_, ask) => ask();
      const { views, beside } = await openHandled((question, ask) => handle(question, ask));
      const replaced = await beside.userBuilds.current();
      const build = await views.userBuilds.begin();
      await build.write([user]);
      handle = withoutAcknowledgement(step);

      await expect(build.publish()).rejects.toThrow(Unavailable);
      const begun = performance.now();
      await beside.userView.write([newer]);
      expect(performance.now() - begun).toBeLessThan(5_000);
      expect((await beside.userBuilds.current()).index).toBe(replaced.index);

      await build.publish();
      expect((await beside.userBuilds.current()).index).toBe(build.index);
      expect(await search(beside)).toEqual([newer]);
    },
  );

  test('knows its own work when the answer is lost', async () => {
    const lost = handlingOnce('/_aliases', async (_, ask) => {
      await ask();
      throw new Error('The connection is cut off.');
    });
    const { views, beside } = await openHandled(lost);
    const build = await views.userBuilds.begin();
    await build.publish();
    expect((await beside.userBuilds.current()).index).toBe(build.index);
    expect(await indicesOf(beside)).toEqual([build.index]);
  });
});

test('abandoning does not remove what a late run publishes in that moment', async () => {
  let handle: Handle = (_, ask) => ask();
  const { views, beside } = await openHandled((question, ask) => handle(question, ask));
  const build = await beside.userBuilds.begin();
  await build.write([newer]);
  handle = handlingOnce(build.index, async (_, ask) => {
    const answer = await ask();
    await build.publish();
    return answer;
  });

  await views.userBuilds.abandon();

  expect((await beside.userBuilds.current()).index).toBe(build.index);
  expect(await beside.userView.get([user.id])).toEqual([newer]);
});

test('a bulk whose operations are not all answered is no finished write', async () => {
  const { views } = await openHandled(async ({ path }, ask) => {
    if (!path.includes('/_bulk')) return ask();
    return { status: 200, body: '{"errors":false}' };
  });
  await expect(views.userView.write([newer])).rejects.toThrow(Unavailable);
});
