import { expect, onTestFinished, test } from 'vitest';
import { eventDocument } from '../support/controls/event-document.ts';
import { openBuiltElasticsearchViews, openElasticsearchViews } from '../support/elasticsearch-views.ts';
import { eventViewContract } from './event-view.contract.ts';
import { userViewContract } from './user-view.contract.ts';
import { viewBuildsContract } from './view-builds.contract.ts';

userViewContract('Elasticsearch', async () => {
  const { userView, close } = openElasticsearchViews();
  return { view: userView, close };
});
eventViewContract('Elasticsearch', async () => {
  const { eventView, close } = openElasticsearchViews();
  return { view: eventView, close };
});
viewBuildsContract('Elasticsearch', openBuiltElasticsearchViews);

test('preparing leaves an index of another version alone when the alias leads to it', async () => {
  const views = openElasticsearchViews();
  onTestFinished(views.close);
  const [index, alias] = [`${views.prefix}-users-v7`, `${views.prefix}-users`];
  await views.client.indices.create({ index, aliases: { [alias]: {} } });
  await views.userView.prepare();
  expect(Object.keys(await views.client.indices.get({ index: `${views.prefix}-*` }))).toEqual([index]);
});

test('a replay of events writes nothing anew', async () => {
  const views = openElasticsearchViews();
  onTestFinished(views.close);
  await views.eventView.prepare();
  await views.eventView.write([eventDocument()]);
  await views.eventView.write([eventDocument()]);
  const { _version } = await views.client.get({ index: `${views.prefix}-events`, id: eventDocument().id });
  expect(_version).toBe(1);
});
