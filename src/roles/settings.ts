import { z } from 'zod';
import {
  isKey,
  isNetwork,
  isOrigin,
  limit,
  list,
  seconds,
  sender,
  serviceClients,
  url,
  urls,
  whole,
} from './setting-types.ts';

/** Every setting, by the name of its environment variable. An empty variable counts as unset. */
export const settings = {
  PORT: whole(0, 65_535).default(4000).describe('The port to listen on; 0 for any free one.'),
  HOST: z.string().default('127.0.0.1').describe('The address to listen on; `0.0.0.0` for all of them.'),
  METRICS_PORT: whole(0, 65_535)
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
  REDIS_WAIT_REPLICAS: whole(0, 8)
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
  PARTITIONS: whole(1, 1_024)
    .default(16)
    .describe('How many partitions a new store gets; it keeps them for good.'),
  FEED_RETENTION: seconds(60 * 60)
    .default(7 * 24 * 60 * 60)
    .describe('How long a subscription can go on behind a cursor, in seconds: feeds are kept for that long.'),
  PASSWORD_HASHER: z
    .enum(['node-rs', 'argon2'])
    .default('node-rs')
    .describe('Which package hashes passwords; either reads the hashes of the other.'),
  PASSWORD_MEMORY: whole(7_168, 1_048_576)
    .default(19_456)
    .describe(
      'The memory that a password hash takes, in KiB. Weaker settings than those of OWASP are refused.',
    ),
  PASSWORD_PASSES: whole(1, 64).default(2).describe('How often a password hash goes over its memory.'),
  PASSWORD_LANES: whole(1, 64).default(1).describe('How many lanes a password hash has.'),
  PASSWORD_WORKERS: whole(1, 1_024)
    .optional()
    .describe(
      'How many passwords are hashed at once, each by a thread of its own. As many as there are cores if unset.',
    ),
  PASSWORD_QUEUE: whole(0, 100_000)
    .optional()
    .describe(
      'How many more may wait to be hashed; beyond, the answer is TooManyRequests. 64 for each worker if unset.',
    ),
  LIMIT_GUESSES_PER_ACCOUNT: limit('100/1d')
    .refine(
      (value) => value !== null && value.attempts <= 100,
      'is not at most 100 attempts (NIST SP 800-63B)',
    )
    .describe(
      'How many wrong passwords in a row strangers may send for one account, from wherever they come: `100/1d`.',
    ),
  LIMIT_GUESSES_PER_ACCOUNT_AND_SOURCE: limit('20/1d').describe(
    'How many of them may come from one source, or from one known device: `20/1d`, or `off`.',
  ),
  LIMIT_GUESSES_PER_SOURCE: limit('300/1h').describe(
    'How many wrong secrets one source may send for all accounts together: `300/1h`, or `off`.',
  ),
  LIMIT_REGISTRATIONS_PER_SOURCE: limit('60/1h').describe(
    'How often one source may ask to register: `60/1h`, or `off`.',
  ),
  LIMIT_MAILS_PER_ADDRESS: limit('5/1h').describe(
    'How many mails of a kind (to prove an address, to change to it, to reset a password) may be asked for one address: `5/1h`, or `off`.',
  ),
  LIMIT_MAILS_PER_SOURCE: limit('60/1h').describe(
    'How many mails with a token one source may ask for: `60/1h`, or `off`.',
  ),
  GUESSES_BEFORE_DELAY: whole(1, 20)
    .default(4)
    .describe(
      'How many wrong passwords in a row are taken at once; from then on each has to wait twice as long as the one before.',
    ),
  GUESS_DELAY: seconds(1).max(86_400).default(900).describe('The longest of these waits, in seconds.'),
  TRUSTED_PROXIES: list(isNetwork, 'lists something that is no address and no network such as 10.0.0.0/8')
    .optional()
    .describe(
      'The proxies before the gateway, as addresses or networks with commas between them: what they put into X-Forwarded-For is believed, and nobody else.',
    ),
  ACCESS_TOKEN_LIFETIME: seconds(30)
    .max(3_600)
    .default(600)
    .describe('How long an access token is valid, in seconds.'),
  SESSION_LIFETIME: seconds(60)
    .default(30 * 24 * 60 * 60)
    .describe('How long a session lasts at the most, in seconds, however much it is used.'),
  SESSION_IDLE_LIFETIME: seconds(60)
    .default(7 * 24 * 60 * 60)
    .describe('How long a session lasts without being refreshed, in seconds.'),
  SESSIONS_PER_USER: whole(1, 10_000)
    .default(100)
    .describe(
      'How many sessions a user may have at once: a login beyond ends the one that was used least recently.',
    ),
  EMAIL_VERIFICATION: z
    .enum(['asked', 'registered', 'required'])
    .default('asked')
    .describe(
      'When a mail to prove the address is sent: when the user asks for it, or at every registration as well. With `required` nobody signs in before, and registering does not tell whether an address is taken.',
    ),
  EMAIL_TOKEN_LIFETIME: seconds(60)
    .max(7 * 86_400)
    .default(86_400)
    .describe('How long a link to prove an address works, in seconds.'),
  RESET_TOKEN_LIFETIME: seconds(60)
    .max(86_400)
    .default(3_600)
    .describe('How long a link to choose another password works, in seconds.'),
  LINKS_URL: url('http:', 'https:')
    .optional()
    .describe(
      'Where the links in mails lead: `LINKS_URL/verify-email`, `/confirm-email` and `/reset-password`, with the token behind a `#`, and `/forgot-password`, where a reset is asked for. PUBLIC_URL if unset, which has pages for them.',
    ),
  SMTP_URL: url('smtp:', 'smtps:')
    .optional()
    .describe(
      'The server that delivers mails, with user and password if it wants them: `smtps://user:password@smtp.example.com`. If unset, mails are put into the folder MAIL_DIR, and delivered to nobody.',
    ),
  MAIL_FROM: sender('Gatehouse <gatehouse@localhost>').describe(
    'Whom mails come from: `Example <accounts@example.com>`.',
  ),
  MAIL_DIR: z
    .string()
    .optional()
    .describe('The folder for mails where there is no SMTP_URL. `DATA_DIR/mails` if unset.'),
  REFRESH_GRACE: whole(0, 60)
    .default(10)
    .describe(
      'For how many seconds a refresh token that was used is answered again, for clients that lost the answer. After that its use ends the session.',
    ),
  SIGNING_ALGORITHM: z
    .enum(['ES256', 'EdDSA'])
    .default('ES256')
    .describe('How new signing keys sign access tokens; some verifiers refuse EdDSA.'),
  KEY_ROTATION_INTERVAL: whole(0, 10 * 365 * 24 * 60 * 60)
    .refine((value) => value === 0 || value >= 86_400, 'is neither 0 nor at least 86400')
    .default(30 * 24 * 60 * 60)
    .describe('The age at which a signing key is followed by a new one, in seconds; 0 for by hand only.'),
  CORS_ORIGINS: list(isOrigin, 'lists something that is no origin such as https://app.example.com')
    .optional()
    .describe(
      'The origins whose pages may use the gateway from a browser, cookies included, with commas between them. Its own only if unset.',
    ),
  SERVICE_CLIENTS: serviceClients
    .optional()
    .describe(
      'The services that may ask about tokens at /oauth/introspect: name:secret, with spaces between them.',
    ),
  INTROSPECTION: z
    .stringbool('is neither true nor false')
    .optional()
    .describe('Whether the schema can be asked for: not in production if unset.'),
  TRUSTED_DOCUMENTS: z
    .string()
    .optional()
    .describe(
      'A JSON file of the documents that are answered, by their SHA-256 in hexadecimal; all others are refused. Every document is answered if unset.',
    ),
  QUERY_DEPTH: whole(5, 100).default(12).describe('How deep a document may be nested.'),
  QUERY_ALIASES: whole(0, 10_000).default(15).describe('How many aliases a document may have.'),
  QUERY_DIRECTIVES: whole(0, 10_000).default(20).describe('How many directives a document may have.'),
  QUERY_TOKENS: whole(100, 1_000_000).default(2_000).describe('How many tokens a document may have.'),
  QUERY_COST: whole(100, 100_000_000)
    .default(5_000)
    .describe(
      'What a document may cost: a field counts 1, one that a store is asked for 10, and what is in a list counts as often as the list may be long.',
    ),
  BODY_BYTES: whole(1_000, 100_000_000)
    .default(100_000)
    .describe('How long the body of a request may be, in bytes.'),
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
