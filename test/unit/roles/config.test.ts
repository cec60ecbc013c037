import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/roles/config.ts';
import { problemsOf } from '../../support/problems-of-settings.ts';

describe('the settings', () => {
  it('need nothing', () => {
    expect(parseConfig({})).toMatchObject({
      PORT: 4000,
      HOST: '127.0.0.1',
      ROLE: 'all',
      PUBLIC_URL: 'http://localhost:4000',
      GRAPHIQL: true,
    });
  });

  it('count an empty variable as unset', () => {
    expect(parseConfig({ PORT: '', REDIS_URL: '', ADMIN_EMAIL: '' })).toEqual(parseConfig({}));
  });

  it('ignore what is not theirs', () => {
    expect(parseConfig({ PATH: '/bin' })).toEqual(parseConfig({}));
  });

  it('hide GraphiQL in production, unless told otherwise', () => {
    expect(parseConfig({ NODE_ENV: 'production' }).GRAPHIQL).toBe(false);
    expect(parseConfig({ NODE_ENV: 'production', GRAPHIQL: 'true' }).GRAPHIQL).toBe(true);
  });

  it('have their problems listed all at once', () => {
    const problems = problemsOf({
      PORT: 'four',
      REDIS_URL: 'http://localhost',
      MASTER_KEY: 'short',
      MAIL_FROM: 'one@example.com, two@example.com',
      ADMIN_EMAIL: 'root@example.com',
    });
    expect(problems).toEqual([
      'PORT is no number.',
      'REDIS_URL is no URL that begins with redis:// or rediss://.',
      'MASTER_KEY is not 32 bytes in base64: make one with `openssl rand -base64 32`.',
      'MAIL_FROM is not one address, such as `Example <accounts@example.com>`.',
      'ADMIN_EMAIL and ADMIN_PASSWORD go together: set both, or neither.',
    ]);
  });

  it('take several nodes of a Cluster, and of nothing else', () => {
    const REDIS_URL = 'redis://one:7000,redis://two:7000';
    expect(parseConfig({ REDIS_URL, REDIS_MODE: 'cluster' })).toMatchObject({ REDIS_URL });
    expect(problemsOf({ REDIS_URL })).toEqual([
      'REDIS_URL names several servers, which only REDIS_MODE cluster takes.',
    ]);
    expect(problemsOf({ REDIS_URL: `${REDIS_URL},three:7000`, REDIS_MODE: 'cluster' })).toEqual([
      'REDIS_URL is no URL that begins with redis:// or rediss://.',
    ]);
  });

  it('refuse roles apart without servers that processes share', () => {
    const PUBLIC_URL = 'https://id.example';
    expect(problemsOf({ ROLE: 'gateway', REDIS_URL: 'redis://localhost', PUBLIC_URL })).toEqual([
      'ROLE gateway needs servers that processes share: set DATABASE_URL, or REDIS_URL and ELASTICSEARCH_URL.',
    ]);
    expect(problemsOf({ ROLE: 'aggregator', DATABASE_URL: 'postgres://localhost/gatehouse' })).toEqual([]);
  });

  it('refuse a gateway apart whose tokens no other gateway would take', () => {
    const DATABASE_URL = 'postgres://localhost/gatehouse';
    expect(problemsOf({ ROLE: 'gateway', DATABASE_URL })).toEqual([
      'ROLE gateway needs PUBLIC_URL, the same for all gateways: each of them refuses tokens of another issuer.',
    ]);
    expect(problemsOf({ ROLE: 'gateway', DATABASE_URL, PUBLIC_URL: 'https://id.example' })).toEqual([]);
  });

  it('refuse costs of a hash that are right one by one and weak or impossible together', () => {
    const together = 'PASSWORD_MEMORY, PASSWORD_PASSES and PASSWORD_LANES do not go together: ';
    const range =
      'is outside of what is safe: at least one of m=47104 with t=1, m=19456 with t=2, m=12288 with t=3, ' +
      'm=9216 with t=4, m=7168 with t=5, and at most m=1048576, t=64, p=64.';
    expect(problemsOf({ PASSWORD_MEMORY: '12288' })).toEqual([
      `${together}argon2id with m=12288, t=2, p=1 ${range}`,
    ]);
    expect(problemsOf({ PASSWORD_PASSES: '1', PORT: 'four' })).toEqual([
      'PORT is no number.',
      `${together}argon2id with m=19456, t=1, p=1 ${range}`,
    ]);
    expect(problemsOf({ PASSWORD_MEMORY: '7168', PASSWORD_PASSES: '5' })).toEqual([]);
    expect(problemsOf({ PASSWORD_MEMORY: '47104', PASSWORD_PASSES: '1', PASSWORD_LANES: '4' })).toEqual([]);
  });

  it('leave two of the threads free that Node itself needs', () => {
    const problem =
      "PASSWORD_WORKERS is at most 2 with PASSWORD_HASHER argon2, which works on Node's own threads.";
    expect(problemsOf({ PASSWORD_HASHER: 'argon2', PASSWORD_WORKERS: '3' })).toEqual([problem]);
    expect(problemsOf({ PASSWORD_HASHER: 'argon2', PASSWORD_WORKERS: '2' })).toEqual([]);
    expect(problemsOf({ PASSWORD_HASHER: 'node-rs', PASSWORD_WORKERS: '64' })).toEqual([]);
  });

  it('never repeat a value, which may be secret', () => {
    expect(problemsOf({ DATABASE_URL: 'mysql://user:hunter2@localhost' }).join()).not.toContain('hunter2');
  });
});
