import type { UserId } from '../../ports/message-store.ts';
import type { Guard } from './failures.ts';
import type { KeysOfPartition } from './keys.ts';
import { fullName, masterOf, type RedisClient } from './redis-client.ts';

interface UsersOptions {
  readonly redis: RedisClient;
  readonly keysOf: KeysOfPartition;
  readonly guard: Guard;
}

const firstCursor = '0';
const pageSize = 1_000;

/** Finds the users of a partition by the names of their streams. */
export function createUsersOfPartition({ redis, keysOf, guard }: UsersOptions) {
  return async function* users(partition: number): AsyncGenerator<UserId> {
    const start = fullName(redis, keysOf(partition).stream(''));
    const scan = createScan(redis, start);
    // The server may name a key several times.
    const told = new Set<UserId>();
    do {
      const names = await guard(scan.next);
      const fresh = new Set(names.map((name) => name.slice(start.length)).filter((id) => !told.has(id)));
      for (const id of fresh) {
        told.add(id);
        yield id;
      }
    } while (!scan.isDone());
  };
}

/** Steps through the names that begin so, on the server that has them; from the beginning when that changes. */
function createScan(redis: RedisClient, start: string) {
  const pattern = `${escapeGlob(start)}*`;
  let cursor = firstCursor;
  let known: string | undefined;
  let isDone = false;

  return {
    isDone: () => isDone,
    next: async (): Promise<readonly string[]> => {
      const node = masterOf(redis, start);
      // A cursor means nothing to another server, nor to one that was started again.
      const server = runIdOf(await node.info('server'));
      const from = server === known ? cursor : firstCursor;
      known = server;
      const [next, names] = await node.scan(from, 'MATCH', pattern, 'COUNT', pageSize);
      // Fails on a master that is giving the partition away, which does not name what it gave already.
      await node.call('exists', start);
      cursor = next;
      isDone = next === firstCursor;
      return names;
    },
  };
}

function runIdOf(info: string): string {
  return /^run_id:(\w+)/m.exec(info)?.[1] ?? '';
}

function escapeGlob(text: string): string {
  return text.replaceAll(/[\\*?[\]]/g, '\\$&');
}
