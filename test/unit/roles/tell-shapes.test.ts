import { expect, test } from 'vitest';
import { Unavailable } from '../../../src/ports/errors.ts';
import type { CurrentBuild } from '../../../src/ports/view-builds.ts';
import { tellShapes } from '../../../src/roles/tell-shapes.ts';
import { createTestLog } from '../../support/test-log.ts';

const latest: CurrentBuild = { index: 'gatehouse-users-v2', shape: 2, latestShape: 2 };

async function told(users: () => Promise<CurrentBuild>): Promise<readonly string[]> {
  const log = createTestLog();
  const builds = { userBuilds: { current: users }, eventBuilds: { current: async () => latest } };
  await tellShapes(builds as Parameters<typeof tellShapes>[0], log);
  return log.messages;
}

test('says nothing of views in the latest shape', async () => {
  expect(await told(async () => latest)).toEqual([]);
});

test('names the command that brings an older view up to date', async () => {
  const older = { index: 'gatehouse-users-v1', shape: 1, latestShape: 2 };

  expect((await told(async () => older)).join()).toContain('run `gatehouse rebuild users`');
});

test('says that a view was made by a newer version', async () => {
  const newer = { index: 'gatehouse-users-v3', shape: 3, latestShape: 2 };

  expect((await told(async () => newer)).join()).toContain('made by a newer version');
});

test('says that the shapes cannot be told while the views are away, and fails nobody', async () => {
  const away = () => Promise.reject(new Unavailable('views', new Error('refused')));

  expect((await told(away)).join()).toContain('cannot be told now');
});
