import { z } from 'zod';

const url = (...protocols: readonly string[]) =>
  z.string().refine((text) => protocols.includes(protocolOf(text)), { error: noUrlOf(protocols) });

/** One or several, with commas between them. */
const urls = (...protocols: readonly string[]) =>
  z.string().refine((text) => text.split(',').every((part) => protocols.includes(protocolOf(part))), {
    error: noUrlOf(protocols),
  });

const seconds = (least: number) => z.coerce.number('is no number').int().min(least);

/** Every setting, by the name of its environment variable. An empty variable counts as unset. */
export const settings = {
  PORT: z.coerce
    .number('is no number')
    .int()
    .min(0)
    .max(65_535)
    .default(4000)
    .describe('The port to listen on; 0 for any free one.'),
  HOST: z.string().default('127.0.0.1').describe('The address to listen on; `0.0.0.0` for all of them.'),
  METRICS_PORT: z.coerce
    .number('is no number')
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe(
      'The port on which `/metrics` is answered for Prometheus, at the address HOST; 0 for any free one. None if unset.',
    ),
  ROLE: z
    .enum(['all', 'gateway', 'aggregator'])
    .default('all')
    .describe('What this process does: answer requests, project the log into views, or both.'),
  DATA_DIR: z
    .string()
    .default('data')
    .describe(
      'The folder for what is kept locally: the master key, and the database when no server is configured.',
    ),
  ARCHIVE_DIR: z
    .string()
    .optional()
    .describe(
      'The folder that `gatehouse archive` moves events to, and where every process reads them. `DATA_DIR/archive` if unset.',
    ),
  PUBLIC_URL: url('http:', 'https:')
    .optional()
    .describe(
      'Where clients reach the gateway; the issuer of its tokens. `http://localhost:PORT` if unset, which ROLE gateway does not take.',
    ),
  REDIS_URL: urls('redis:', 'rediss:')
    .optional()
    .describe(
      'A Redis server for the message store, sessions and keys; with REDIS_MODE `cluster` one or several nodes, with commas between them.',
    ),
  REDIS_MODE: z
    .enum(['standalone', 'cluster'])
    .default('standalone')
    .describe('Whether REDIS_URL leads to a single server or to a Redis Cluster.'),
  REDIS_KEY_PREFIX: z.string().default('').describe('What every key in Redis begins with.'),
  REDIS_WAIT_REPLICAS: z.coerce
    .number('is no number')
    .int()
    .min(0)
    .max(8)
    .default(0)
    .describe('How many replicas must have a write to Redis before it is acknowledged.'),
  ELASTICSEARCH_URL: url('http:', 'https:').optional().describe('An Elasticsearch cluster for the views.'),
  ELASTICSEARCH_INDEX_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'is not made of lower-case letters, digits and hyphens')
    .default('gatehouse')
    .describe('What every index name begins with.'),
  DATABASE_URL: url('postgres:', 'postgresql:')
    .optional()
    .describe('A PostgreSQL server for everything that has no server of its own above.'),
  ADMIN_EMAIL: z
    .string()
    .optional()
    .describe('The address of the first administrator, made at the first start.'),
  ADMIN_PASSWORD: z.string().optional().describe('The password of the first administrator.'),
  MASTER_KEY: z
    .string()
    .refine(isKey, 'is not 32 bytes in base64: make one with `openssl rand -base64 32`')
    .optional()
    .describe(
      'Encrypts keys and hashes addresses: 32 bytes in base64, the same for every process of one store. Made and kept in DATA_DIR if unset.',
    ),
  PARTITIONS: z.coerce
    .number('is no number')
    .int()
    .min(1)
    .max(1024)
    .default(16)
    .describe('How many partitions a new store gets; it keeps them for good.'),
  FEED_RETENTION: seconds(60 * 60)
    .default(7 * 24 * 60 * 60)
    .describe('How long a subscription can go on behind a cursor, in seconds: feeds are kept for that long.'),
  PASSWORD_HASHER: z
    .enum(['node-rs', 'argon2'])
    .default('node-rs')
    .describe('Which package hashes passwords; either reads the hashes of the other.'),
  ACCESS_TOKEN_LIFETIME: seconds(30)
    .max(3_600)
    .default(600)
    .describe('How long an access token is valid, in seconds.'),
  SESSION_LIFETIME: seconds(60)
    .default(30 * 24 * 60 * 60)
    .describe('How long a session lasts at the most, in seconds.'),
  GRAPHIQL: z
    .stringbool('is neither true nor false')
    .optional()
    .describe('Whether browsers are shown GraphiQL at /graphql: not in production if unset.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('How much is logged.'),
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('`production` logs JSON lines and hides GraphiQL.'),
};

const schema = z.object(settings);

type Settings = z.infer<typeof schema>;

/** The settings of one process, checked. */
export type Config = Readonly<
  Settings & { readonly ARCHIVE_DIR: string; readonly PUBLIC_URL: string; readonly GRAPHIQL: boolean }
>;

/** The settings contradict the rules: every problem, a line each. */
export class InvalidSettings extends Error {
  override readonly name = 'InvalidSettings';
}

/**
 * Reads the settings from the environment.
 * @throws InvalidSettings listing every problem at once
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  const issues = (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}.`);
  const problems = [...issues, ...contradictions(given)];
  if (!parsed.success || problems.length > 0) {
    throw new InvalidSettings(['These settings are wrong:', ...problems].join('\n  - '));
  }
  const { ARCHIVE_DIR, PUBLIC_URL, GRAPHIQL, ...rest } = parsed.data;
  return Object.freeze({
    ...rest,
    ARCHIVE_DIR: ARCHIVE_DIR ?? `${rest.DATA_DIR}/archive`,
    PUBLIC_URL: PUBLIC_URL?.replace(/\/+$/, '') ?? `http://localhost:${rest.PORT}`,
    GRAPHIQL: GRAPHIQL ?? rest.NODE_ENV !== 'production',
  });
}

function contradictions(given: Readonly<Record<string, string | undefined>>): readonly string[] {
  const { ADMIN_EMAIL, ADMIN_PASSWORD, ROLE, PUBLIC_URL } = given;
  const { REDIS_URL, DATABASE_URL, ELASTICSEARCH_URL } = given;
  const split = ROLE === 'gateway' || ROLE === 'aggregator';
  const store = REDIS_URL ?? DATABASE_URL;
  const views = ELASTICSEARCH_URL ?? DATABASE_URL;
  return [
    ...((ADMIN_EMAIL === undefined) === (ADMIN_PASSWORD === undefined)
      ? []
      : ['ADMIN_EMAIL and ADMIN_PASSWORD go together: set both, or neither.']),
    ...contradictionsOfRedis(given),
    ...(split && (store === undefined || views === undefined)
      ? [
          `ROLE ${ROLE} needs servers that processes share: set DATABASE_URL, or REDIS_URL and ELASTICSEARCH_URL.`,
        ]
      : []),
    ...(ROLE === 'gateway' && PUBLIC_URL === undefined
      ? [
          'ROLE gateway needs PUBLIC_URL, the same for all gateways: each of them refuses tokens of another issuer.',
        ]
      : []),
  ];
}

function contradictionsOfRedis({
  REDIS_URL,
  REDIS_MODE,
}: Readonly<Record<string, string | undefined>>): readonly string[] {
  return REDIS_URL?.includes(',') && REDIS_MODE !== 'cluster'
    ? ['REDIS_URL names several servers, which only REDIS_MODE cluster takes.']
    : [];
}

function noUrlOf(protocols: readonly string[]): string {
  return `is no URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
}

function protocolOf(text: string): string {
  return URL.canParse(text) ? new URL(text).protocol : '';
}

function isKey(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text);
}
