import { setTimeout as sleep } from 'node:timers/promises';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { connectElasticsearch } from '../../src/adapters/elasticsearch/connect-elasticsearch.ts';
import { createElasticsearchViews } from '../../src/adapters/elasticsearch/elasticsearch-views.ts';
import { connectRedis } from '../../src/adapters/redis/connect.ts';
import { createRedisFeeds } from '../../src/adapters/redis/redis-feeds.ts';
import { createRedisMessageStore } from '../../src/adapters/redis/redis-message-store.ts';
import { makeFoldUsers } from '../../src/application/folding/fold-users.ts';
import { createEventsProjection } from '../../src/application/projections/events-projection.ts';
import { type ObserveBatch, runProjection } from '../../src/application/projections/run-projection.ts';
import { createUsersProjection } from '../../src/application/projections/users-projection.ts';
import type { Feeds } from '../../src/ports/feeds.ts';
import { delay } from '../../src/roles/compose.ts';
import { partitions } from './accounts.ts';
import type { Backlog } from './backlog.ts';

const log = { info: () => undefined, warn: console.error, error: console.error };

/**
 * Applies a backlog to two new views, by groups of their own: the name tells one time from another. Answers with the milliseconds
 * from the beginning of the delivery until everything is acknowledged.
 */
export async function applyBacklog(backlog: Backlog, name: string): Promise<number> {
  const { userKeys, fingerprint } = createSecrets(Buffer.from(backlog.masterKey, 'base64'));
  const { keyPrefix } = backlog;
  const redis = connectRedis(backlog.redisUrl, { keyPrefix, onError: (error) => console.error(error) });
  const store = createRedisMessageStore({ redis, partitions, keyFingerprint: fingerprint });
  const feeds = createRedisFeeds({ redis, partitions });
  const client = connectElasticsearch(backlog.elasticsearchUrl);
  const { userView, eventView, userBuilds, eventBuilds } = createElasticsearchViews({
    client,
    prefix: `${backlog.indexPrefix}-${name}`,
  });
  await Promise.all([store.prepare(), userView.prepare(), eventView.prepare()]);
  const projections = [
    createUsersProjection({ view: userView, builds: userBuilds, fold: makeFoldUsers({ store, userKeys }) }),
    createEventsProjection({ view: eventView, builds: eventBuilds, store, userKeys }),
  ].map((projection) => ({ ...projection, name: `${projection.name}-${name}` }));
  const stopping = new AbortController();
  const applied = Promise.withResolvers<void>();
  let left = projections.length * backlog.events;
  const observeBatch: ObserveBatch = ({ events, outcome }) => {
    if (outcome === 'applied') left -= events;
    if (left <= 0) applied.resolve();
  };
  const deps = { feeds, owner: name, log, clock: Date.now, delay, observeBatch };
  const heads = await feeds.heads();
  const begun = performance.now();
  const running = projections.map((projection) => runProjection(deps, projection, stopping.signal));
  // To ask for what is acknowledged again and again would be work too.
  await applied.promise;
  await Promise.all(projections.map((projection) => isAcknowledged(feeds, projection.name, heads)));
  const taken = performance.now() - begun;
  stopping.abort();
  await Promise.all(running);
  feeds.close();
  redis.disconnect();
  await client.close();
  return taken;
}

async function isAcknowledged(feeds: Feeds, group: string, heads: readonly string[]): Promise<void> {
  while ((await feeds.applied(group)).join() !== heads.join()) await sleep(10);
}
