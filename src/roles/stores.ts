import { join, resolve } from 'node:path';
import { connectElasticsearch } from '../adapters/elasticsearch/connect-elasticsearch.ts';
import { createElasticsearchViews } from '../adapters/elasticsearch/elasticsearch-views.ts';
import { openPostgres } from '../adapters/relational/postgresql/open-postgres.ts';
import { createRelationalStores, type RelationalStores } from '../adapters/relational/relational-stores.ts';
import { lockFolder } from '../adapters/relational/sqlite/lock-folder.ts';
import { openSqlite } from '../adapters/relational/sqlite/open-sqlite.ts';
import type { Log } from '../application/log.ts';
import type { AttemptCounters } from '../ports/attempt-counters.ts';
import type { Config } from './config.ts';
import { openPostgresCounters, openSqliteCounters } from './open-counters.ts';
import { openRedis } from './open-redis.ts';
import { createOutageLog } from './outages.ts';

/** The adapters of every store, and how to close what they opened. */
export interface Stores extends RelationalStores {
  readonly counters: AttemptCounters;
  close(): Promise<void>;
}

interface Opening {
  readonly config: Config;
  /** Tells one master key from another. */
  readonly keyFingerprint: string;
  readonly log: Log;
  /** Whether a server may work in the same folder meanwhile. */
  readonly isBesideServer?: boolean;
}

/**
 * Chooses the adapters by the settings: a server of its own where one is configured, and one database for the
 * rest. Nothing is connected to yet.
 * @throws FolderInUse
 */
export function openStores(opening: Opening): Stores {
  const { REDIS_URL, ELASTICSEARCH_URL } = opening.config;
  const needsDatabase = REDIS_URL === undefined || ELASTICSEARCH_URL === undefined;
  const parts = [
    needsDatabase ? openDatabase(opening) : null,
    REDIS_URL === undefined ? null : openRedisStores(opening, REDIS_URL),
    ELASTICSEARCH_URL === undefined ? null : openElasticsearch(opening, ELASTICSEARCH_URL),
  ].filter((part) => part !== null);
  const stores: Omit<Stores, 'close'> = Object.assign({}, ...parts.map((part) => part.stores));
  return {
    ...stores,
    async close() {
      await Promise.all(parts.map((part) => part.close()));
    },
  };
}

interface Part {
  readonly stores: Partial<Omit<Stores, 'close'>>;
  close(): Promise<void>;
}

function openDatabase({ config, keyFingerprint, log, isBesideServer = false }: Opening): Part {
  const hasLog = config.REDIS_URL === undefined;
  const identity = { partitions: config.PARTITIONS, keyFingerprint, hasLog };
  if (config.DATABASE_URL !== undefined) {
    const tell = createOutageLog(log, Date.now);
    const onError = (error: Error) => tell(error, 'A connection to PostgreSQL broke');
    const database = openPostgres(config.DATABASE_URL, { onError });
    const counters = openPostgresCounters(config.DATABASE_URL, onError);
    return {
      stores: { ...createRelationalStores(database, identity), counters },
      close: async () => void (await Promise.all([database.close(), counters.close()])),
    };
  }
  const folder = resolve(config.DATA_DIR);
  const lock = isBesideServer ? null : lockFolder(folder);
  const database = openSqlite(join(folder, 'gatehouse.db'));
  const counters = openSqliteCounters(join(folder, 'limits.db'));
  return {
    stores: { ...createRelationalStores(database, identity), counters },
    async close() {
      await Promise.all([database.close(), counters.close()]);
      lock?.release();
    },
  };
}

function openRedisStores({ config, keyFingerprint, log }: Opening, url: string): Part {
  const tell = createOutageLog(log, Date.now);
  const onError = (error: unknown) => tell(error, 'A connection to Redis broke');
  return openRedis({ config, keyFingerprint, url, onError });
}

function openElasticsearch({ config }: Opening, url: string): Part {
  const client = connectElasticsearch(url);
  const prefix = config.ELASTICSEARCH_INDEX_PREFIX;
  return { stores: createElasticsearchViews({ client, prefix }), close: () => client.close() };
}
