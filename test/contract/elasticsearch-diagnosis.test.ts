import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { connectElasticsearch } from '../../src/adapters/elasticsearch/connect-elasticsearch.ts';
import { createElasticsearchDiagnosis } from '../../src/adapters/elasticsearch/diagnosis/elasticsearch-diagnosis.ts';
import { elasticsearchProblems as problems } from '../../src/adapters/elasticsearch/diagnosis/elasticsearch-problems.ts';
import { createElasticsearchViews } from '../../src/adapters/elasticsearch/elasticsearch-views.ts';
import { type Diagnosis, fineAt, problemAt } from '../../src/ports/diagnosis.ts';
import { findingsOf } from '../support/diagnosis.ts';
import { namespace } from '../support/isolation.ts';
import { findFreePort } from '../support/servers/free-port.ts';

const name = 'the cluster';
const server = `Elasticsearch ${name}`;
const disk = 'cluster.routing.allocation.disk';
const prefix = namespace();

let admin: Client;

beforeAll(async () => {
  admin = new Client({ node: inject('elasticsearchUrl') });
  await admin.indices.create({ index: `${prefix}-users-v1`, aliases: { [`${prefix}-users`]: {} } });
});

afterAll(async () => {
  await admin.indices.delete({ index: `${prefix}-users-v1` });
  await admin.close();
});

test('tells the version, that one node is not many, and how far its clock is off', async () => {
  const diagnosis = openDiagnosis();
  const findings = await findingsOf(diagnosis);
  expect(findings['version']).toEqual(fineAt(server, 'version', expect.stringMatching(/^9\./)));
  expect(findings['data nodes']).toEqual(problemAt(server, problems.oneNode, '1'));
  expect(findings['blocks']).toEqual(fineAt(server, 'blocks', 'none'));
  const { clocks } = await diagnosis.examine();
  expect(clocks).toEqual([
    {
      server: expect.stringMatching(/^Elasticsearch the cluster, node /),
      ahead: expect.any(Number),
      accuracy: expect.any(Number),
    },
  ]);
  expect(Math.abs(clocks[0]?.ahead ?? Number.NaN)).toBeLessThan(1_000);
});

test.each(['read_only_allow_delete', 'write', 'read_only'])(
  'tells of an index that %s blocks',
  async (block) => {
    const index = `${prefix}-users-v1`;
    await admin.indices.putSettings({ index, settings: { [`index.blocks.${block}`]: true } });
    onTestFinished(async () => {
      await admin.indices.putSettings({ index, settings: { [`index.blocks.${block}`]: null } });
    });
    expect((await findingsOf(openDiagnosis()))['blocks']).toEqual(
      problemAt(server, problems.readOnly, index),
    );
  },
);

test('tells of indices of an older shape, of builds that are left, and of an alias that is missing', async () => {
  const own = namespace();
  const views = createElasticsearchViews({ client: admin, prefix: own });
  onTestFinished(async () => {
    const index = Object.keys(await admin.indices.get({ index: `${own}-*` }));
    await admin.indices.delete({ index });
  });
  const checks = async () => {
    const findings = await findingsOf(openDiagnosis(undefined, own));
    return ['aliases', 'shape of the views', 'rebuilds', 'replaced indices'].map((check) => findings[check]);
  };
  expect(await checks()).toEqual([undefined, undefined, undefined, undefined]);
  await Promise.all([views.userView.prepare(), views.eventView.prepare()]);
  expect(await checks()).toEqual([
    fineAt(server, 'aliases', 'each leads to one index'),
    fineAt(server, 'shape of the views', 'the latest'),
    fineAt(server, 'rebuilds', 'none is unfinished'),
    fineAt(server, 'replaced indices', 'none is left'),
  ]);

  const { index } = await views.userBuilds.current();
  await admin.indices.putMapping({ index, _meta: { version: 1 } });
  await views.userBuilds.begin();
  const replaced = `${own}-users-v2-20260101000000-0a0b0c0d`;
  await admin.indices.create({ index: replaced, settings: { 'blocks.write': true } });
  const events = await views.eventBuilds.current();
  await admin.indices.deleteAlias({ index: events.index, name: `${own}-events` });
  expect(await checks()).toEqual([
    problemAt(server, problems.noAlias, `index_not_found_exception: no index has the alias ${own}-events`),
    problemAt(server, problems.oldShape, `${index} has shape 1 instead of 2`),
    problemAt(server, problems.leftBuild, `${own}-users-next`),
    problemAt(server, problems.replaced, replaced),
  ]);
  expect((await findingsOf(openDiagnosis(undefined, own)))['blocks']).toEqual(
    fineAt(server, 'blocks', 'none'),
  );
});

test('tells of disks above the low watermark, and of watermarks that are switched off', async () => {
  // Of the low one only replicas take notice, and one node has none: other tests go on beside this one.
  await set({
    threshold_enabled: true,
    'watermark.low': '0.01%',
    'watermark.high': '100%',
    'watermark.flood_stage': '100%',
  });
  onTestFinished(() =>
    set({
      threshold_enabled: null,
      'watermark.low': null,
      'watermark.high': null,
      'watermark.flood_stage': null,
    }),
  );
  const near = await findingsOf(openDiagnosis());
  const found = expect.stringMatching(/^\d+ % used; the low watermark is 0\.01%$/);
  expect(near['disk']).toEqual({
    ...problemAt(server, problems.aboveLow, ''),
    server: expect.stringMatching(/^Elasticsearch the cluster, node /),
    found,
  });
  expect(near['disk watermarks']).toEqual(fineAt(server, 'disk watermarks', 'on'));

  await set({ threshold_enabled: false });
  const off = await findingsOf(openDiagnosis());
  expect(off['disk watermarks']).toEqual(problemAt(server, problems.noThresholds, 'off'));
});

test('a cluster that does not answer is a danger, said plainly', async () => {
  const port = await findFreePort();
  const { findings, clocks } = await openDiagnosis(`http://user:secret@127.0.0.1:${port}`).examine();
  const reason = `ConnectionError: connect ECONNREFUSED 127.0.0.1:${port}`;
  expect(findings).toEqual([problemAt(server, problems.unreachable, reason)]);
  expect(clocks).toEqual([]);
});

function openDiagnosis(url = inject('elasticsearchUrl'), own = prefix): Diagnosis {
  const client = connectElasticsearch(url);
  onTestFinished(() => client.close());
  return createElasticsearchDiagnosis({ client, prefix: own, name });
}

async function set(settings: Readonly<Record<string, unknown>>): Promise<void> {
  const persistent = Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [`${disk}.${key}`, value]),
  );
  await admin.cluster.putSettings({ persistent });
}
