import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connectElasticsearch } from '../../adapters/elasticsearch/connect-elasticsearch.ts';
import { createElasticsearchDiagnosis } from '../../adapters/elasticsearch/diagnosis/elasticsearch-diagnosis.ts';
import { connectSmtp } from '../../adapters/mail/connect-smtp.ts';
import { createSmtpDiagnosis } from '../../adapters/mail/mail-diagnosis.ts';
import { createRedisDiagnosis } from '../../adapters/redis/diagnosis/redis-diagnosis.ts';
import { createRelationalDiagnosis } from '../../adapters/relational/diagnosis/relational-diagnosis.ts';
import { openPostgres } from '../../adapters/relational/postgresql/open-postgres.ts';
import { openSqlite } from '../../adapters/relational/sqlite/open-sqlite.ts';
import type { Diagnosis } from '../../ports/diagnosis.ts';
import type { Config } from '../config.ts';
import { connectToRedis } from '../open-redis.ts';
import { createMachineDiagnosis } from './machine-diagnosis.ts';

interface OpenDiagnosis {
  readonly diagnosis: Diagnosis;
  close(): Promise<void>;
}

/** A diagnosis of this machine, and of every server that the settings name. Makes no database where there is none. */
export function openDiagnoses(config: Config): readonly OpenDiagnosis[] {
  const { REDIS_URL, ELASTICSEARCH_URL, SMTP_URL } = config;
  const needsDatabase = REDIS_URL === undefined || ELASTICSEARCH_URL === undefined;
  return [
    { diagnosis: createMachineDiagnosis(config), close: () => Promise.resolve() },
    needsDatabase ? openDatabase(config) : null,
    REDIS_URL === undefined ? null : openRedis(config, REDIS_URL),
    ELASTICSEARCH_URL === undefined ? null : openElasticsearch(config, ELASTICSEARCH_URL),
    SMTP_URL === undefined ? null : openSmtp(SMTP_URL),
  ].filter((opened) => opened !== null);
}

// What a connection suffers is found by the examination itself.
const onError = () => undefined;

function openDatabase({ DATABASE_URL, DATA_DIR }: Config): OpenDiagnosis | null {
  if (DATABASE_URL !== undefined) {
    const database = openPostgres(DATABASE_URL, { onError });
    return { diagnosis: createRelationalDiagnosis(database, nameOf(DATABASE_URL)), close: database.close };
  }
  const file = join(resolve(DATA_DIR), 'gatehouse.db');
  if (!existsSync(file)) return null;
  const database = openSqlite(file);
  return { diagnosis: createRelationalDiagnosis(database, file), close: database.close };
}

function openRedis(config: Config, url: string): OpenDiagnosis {
  const redis = connectToRedis({ config, url, onError });
  const name = url.split(',').map(nameOf).join(', ');
  return {
    diagnosis: createRedisDiagnosis({ redis, waitReplicas: config.REDIS_WAIT_REPLICAS, name }),
    close: async () => redis.disconnect(),
  };
}

function openElasticsearch({ ELASTICSEARCH_INDEX_PREFIX: prefix }: Config, url: string): OpenDiagnosis {
  const client = connectElasticsearch(url);
  return {
    diagnosis: createElasticsearchDiagnosis({ client, prefix, name: nameOf(url) }),
    close: () => client.close(),
  };
}

function openSmtp(url: string): OpenDiagnosis {
  const transport = connectSmtp(url);
  return {
    diagnosis: createSmtpDiagnosis({ transport, name: nameOf(url) }),
    close: () => Promise.resolve(transport.close()),
  };
}

/** Host, port and path: a URL also holds a password, and options that may be secret. */
function nameOf(url: string): string {
  const { host, pathname } = new URL(url.replace('@/', '@localhost/'));
  return `${host}${pathname === '/' ? '' : pathname}`;
}
