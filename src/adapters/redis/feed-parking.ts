import type { Feeds, Lease, ParkedUser } from '../../ports/feeds.ts';
import { assertHeld, type FeedParts, leaseValue } from './feed-leases.ts';
import { parseCount, parseList, parseText } from './replies.ts';
import { createScript } from './script.ts';

export function createFeedParking({
  redis,
  keysOf,
  guard,
}: FeedParts): Pick<Feeds, 'park' | 'unpark' | 'parked' | 'askRetry'> {
  const park = createScript(redis, 'park');
  const unpark = createScript(redis, 'unpark');
  const parked = createScript(redis, 'parked');
  const askRetry = createScript(redis, 'ask-retry');
  const keysFor = (group: string, partition: number): readonly string[] => {
    const keys = keysOf(partition);
    return [keys.parked(group), keys.retries(group)];
  };
  const withLease = ({ group, partition }: Lease): readonly string[] => [
    keysOf(partition).lease(group),
    ...keysFor(group, partition),
  ];

  return {
    park: async (lease, { userId, version, at, error, wasTried = true }) => {
      const args = [leaseValue(lease), userId, version, at, error, wasTried ? 1 : 0];
      assertHeld(await guard(() => park(withLease(lease), args)), lease);
    },
    unpark: async (lease, userId) => {
      const args = [leaseValue(lease), userId];
      assertHeld(await guard(() => unpark(withLease(lease), args)), lease);
    },
    parked: async (group, partition) =>
      parseAllParked(partition, await guard(() => parked(keysFor(group, partition), []))),
    askRetry: async (group, partition, userId) =>
      (await guard(() => askRetry(keysFor(group, partition), [userId]))) === 1,
  };
}

function parseAllParked(partition: number, reply: unknown): readonly ParkedUser[] {
  const [parked, asked] = parseList(reply);
  const isAsked = new Set(parseList(asked));
  const texts = parseList(parked).map(parseText);
  const users: ParkedUser[] = [];
  for (let index = 0; index < texts.length; index += 2) {
    const [userId = '', record = ''] = texts.slice(index, index + 2);
    users.push({ ...parseParked(record), partition, userId, isRetryAsked: isAsked.has(userId) });
  }
  return users;
}

/** The record is `<version> <attempts> <at> <error>`. */
function parseParked(record: string): Pick<ParkedUser, 'version' | 'attempts' | 'at' | 'error'> {
  const [, version, attempts, at, error] = /^(\d+) (\d+) (\d+) (.*)$/s.exec(record) ?? [];
  return {
    version: parseCount(version),
    attempts: parseCount(attempts),
    error: parseText(error),
    at: parseCount(at),
  };
}
