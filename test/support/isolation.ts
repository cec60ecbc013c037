import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface FreshDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * A name of a test file's own, `t-` and eight hexadecimal digits: the prefix of its keys in Redis and of its
 * indices in Elasticsearch, both of which all test files share.
 */
export function namespace(): string {
  return `t-${randomBytes(4).toString('hex')}`;
}

/** Creates an empty database on the server that `adminUrl` leads to. */
export async function createDatabase(adminUrl: string): Promise<FreshDatabase> {
  const name = namespace();
  await execute(adminUrl, `create database "${name}"`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => execute(adminUrl, `drop database if exists "${name}" with (force)`),
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
