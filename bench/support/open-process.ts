import { randomBytes } from 'node:crypto';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { nothing } from '../../src/application/queries/catch-up.ts';
import type { Source } from '../../src/application/queries/source.ts';
import type { Position } from '../../src/ports/position.ts';
import type { UserQuery } from '../../src/ports/user-view.ts';
import { runAggregator } from '../../src/roles/aggregator.ts';
import { compose, delay } from '../../src/roles/compose.ts';
import { parseConfig } from '../../src/roles/config.ts';
import { openStores } from '../../src/roles/stores.ts';
import { newCommand, someRegistration } from '../../test/support/controls/requests.ts';

const log = { info: () => undefined, warn: console.error, error: console.error };
const betweenLooks = 1;

/** What both roles of a process do, with one user in it. */
export interface OpenProcess {
  /** Changes the name, and answers with the milliseconds from the answer until a search that waits for it has found it. */
  untilFound(): Promise<number>;
  /** The same by searches that wait for nothing, one after the other. */
  untilSeen(): Promise<number>;
  close(): Promise<void>;
}

export async function openProcess(servers: {
  readonly redisUrl: string;
  readonly elasticsearchUrl: string;
}): Promise<OpenProcess> {
  const config = parseConfig({ REDIS_URL: servers.redisUrl, ELASTICSEARCH_URL: servers.elasticsearchUrl });
  const secrets = createSecrets(randomBytes(32));
  const stores = openStores({ config, keyFingerprint: secrets.fingerprint, log });
  await Promise.all([stores.messageStore, stores.userView, stores.eventView].map((store) => store.prepare()));
  const runtime = compose(config, stores, { secrets, log });
  const stopping = new AbortController();
  const feedRetention = config.FEED_RETENTION * 1_000;
  const options = { log, delay, signal: stopping.signal, feedRetention };
  const running = runAggregator(runtime, options);
  const { app } = runtime;
  const { user } = await app.registerUser(someRegistration, newCommand());
  const viewer = { userId: user.id, sessionId: '', roles: ['admin'] };
  let names = 0;

  /** A word that nobody else has, and where it stands. */
  async function rename(): Promise<{ readonly search: string; readonly position: Position }> {
    names += 1;
    const search = `changed${String(names).padStart(6, '0')}`;
    const { position } = await app.changeDisplayName(viewer, { displayName: search }, newCommand());
    return { search, position };
  }

  async function isFound(search: string, source: Source): Promise<boolean> {
    const page = { direction: 'forward', count: 1, cursor: null } as const;
    const query: UserQuery = { search, filter: {}, order: [], page };
    const { items } = await app.listUsers(viewer, query, source);
    // Names that were given before are similar.
    return items[0]?.item.displayName === search;
  }

  return {
    async untilFound() {
      const { search, position } = await rename();
      const begun = performance.now();
      if (!(await isFound(search, { atLeast: { positions: [position] } })))
        throw new Error('It is the past.');
      return performance.now() - begun;
    },
    async untilSeen() {
      const { search } = await rename();
      const begun = performance.now();
      while (!(await isFound(search, { atLeast: nothing }))) await delay(betweenLooks);
      return performance.now() - begun;
    },
    async close() {
      stopping.abort();
      await running;
      await stores.close();
    },
  };
}
