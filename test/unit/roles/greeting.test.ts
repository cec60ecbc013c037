import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/roles/config.ts';
import { greeting } from '../../../src/roles/greeting.ts';

function greet(settings: Readonly<Record<string, string>>): string {
  return greeting(parseConfig(settings), { main: { port: 4000 }, metrics: null });
}

test('says where the metrics are, when they are asked for', () => {
  const servers = { main: { port: 4000 }, metrics: { port: 9464 } };

  expect(greeting(parseConfig({}), servers)).toContain('Metrics        http://localhost:9464/metrics\n');
  expect(greet({})).not.toContain('Metrics');
});

test('says where things are kept', () => {
  const text = greet({
    REDIS_URL: 'rediss://cache.example:6380/2',
    ELASTICSEARCH_URL: 'https://search.example:9200',
  });

  expect(text).toContain('Log            rediss://cache.example:6380/2\n');
  expect(text).toContain('Views          https://search.example:9200/\n');
});

test('says which nodes lead to a Cluster, without credentials', () => {
  const text = greet({
    REDIS_URL: 'redis://ada:hunter2@one.example:7000,redis://ada:hunter2@two.example:7001',
    REDIS_MODE: 'cluster',
  });

  expect(text).toContain('Log            redis://one.example:7000, redis://two.example:7001\n');
});

test.each([
  ['before the host', 'postgres://ada:hunter2@db.example:5432/gatehouse'],
  ['among the parameters', 'postgres://db.example:5432/gatehouse?user=ada&password=hunter2'],
  ['in the fragment', 'postgres://db.example:5432/gatehouse#hunter2'],
])('tells no credentials that stand %s', (_where, url) => {
  const text = greet({ DATABASE_URL: url });

  expect(text).toContain('Log            postgres://db.example:5432/gatehouse\n');
  expect(text).not.toMatch(/ada|hunter2/);
});

test('says where mails go, without credentials, unless it sends none', () => {
  const SMTP_URL = 'smtps://ada%40example.com:hunter,2@smtp.example.com:465?name=hunter3';

  expect(greet({ SMTP_URL })).toContain('Mails          smtps://smtp.example.com:465\n');
  expect(greet({ SMTP_URL })).not.toContain('hunter');
  expect(greet({ MAIL_DIR: '/srv/mails' })).toContain('Mails          files in the folder /srv/mails, ');
  const gateway = { ROLE: 'gateway', PUBLIC_URL: 'https://a.example', DATABASE_URL: 'postgres://db/x' };
  expect(greet(gateway)).not.toContain('Mails');
});
