import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { connectElasticsearch } from '../../src/adapters/elasticsearch/connect-elasticsearch.ts';
import { createElasticsearchViews } from '../../src/adapters/elasticsearch/elasticsearch-views.ts';
import { connectRedis } from '../../src/adapters/redis/connect.ts';
import { createRedisFeeds } from '../../src/adapters/redis/redis-feeds.ts';
import { createRedisMessageStore } from '../../src/adapters/redis/redis-message-store.ts';
import { makeFoldUsers } from '../../src/application/folding/fold-users.ts';
import { createPartitionLeases } from '../../src/application/partition-leases.ts';
import { rebuildView } from '../../src/application/rebuild/rebuild-view.ts';
import { createRebuildableUsers } from '../../src/application/rebuild/rebuildable-view.ts';
import { delay } from '../../src/roles/compose.ts';
import { partitions } from './accounts.ts';
import type { Backlog } from './backlog.ts';

const onError = (error: unknown) => console.error(error);

/** Makes the view of users anew, beside an empty one of this name. Answers with the milliseconds that it took. */
export async function rebuildUsers(backlog: Backlog, name: string): Promise<number> {
  const { userKeys, fingerprint } = createSecrets(Buffer.from(backlog.masterKey, 'base64'));
  const redis = connectRedis(backlog.redisUrl, { keyPrefix: backlog.keyPrefix, onError });
  const store = createRedisMessageStore({ redis, partitions, keyFingerprint: fingerprint });
  const feeds = createRedisFeeds({ redis, partitions });
  const client = connectElasticsearch(backlog.elasticsearchUrl);
  const prefix = `${backlog.indexPrefix}-${name}`;
  // What readers may still read is left for some seconds, in which nothing is done.
  const { userView, userBuilds: builds } = createElasticsearchViews({ client, prefix, grace: 0 });
  await Promise.all([store.prepare(), userView.prepare()]);
  const fold = makeFoldUsers({ store, userKeys });
  const clock = () => performance.now();
  const begun = clock();
  const outcome = await rebuildView({
    store,
    view: createRebuildableUsers({ store, view: userView, builds, fold }),
    asOf: undefined,
    skipUnreadable: false,
    begin: () => builds.begin(),
    isPublished: async () => (await builds.pending()) === null,
    leases: createPartitionLeases({
      feeds,
      group: `rebuild-users-${name}`,
      owner: name,
      delay,
      clock,
      onWait: () => undefined,
    }),
    patiently: (work) => work(),
    checkpoint: () => undefined,
    onBegin: () => undefined,
    onProgress: () => undefined,
    onLeaseLost: () => undefined,
  });
  const taken = clock() - begun;
  if (outcome.kind !== 'published' || outcome.documents !== backlog.events) {
    throw new Error(`It ended with ${JSON.stringify(outcome)}.`);
  }
  feeds.close();
  redis.disconnect();
  await client.close();
  return taken;
}
