import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { REDIS_SETTINGS } from '../support/servers/redis.ts';

test('Redis is tested with the settings that are shipped', () => {
  const conf = readFileSync(new URL('../../deploy/redis.conf', import.meta.url), 'utf8');
  const lines = conf.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const shipped = lines.map((line) => /^(\S+) "?(.*?)"?$/.exec(line)?.slice(1) ?? [line]);

  expect(Object.fromEntries(shipped)).toEqual(REDIS_SETTINGS);
});
