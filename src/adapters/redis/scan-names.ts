import type { Redis } from 'ioredis';
import { masterOf, type RedisClient } from './redis-client.ts';

const firstCursor = '0';
/** How many names a server goes through at once, in about a millisecond. */
const pageSize = 1_000;

/** Steps through the names of a server. */
export interface Scan {
  /** Some of the names; one may come several times. */
  next(): Promise<readonly string[]>;
  isDone(): boolean;
}

/** On the server that has the slot of this name; from the beginning when that changes. */
export function createScan(redis: RedisClient, place: string, pattern: string): Scan {
  let cursor = firstCursor;
  let known: Server | undefined;
  let isDone = false;

  return {
    isDone: () => isDone,
    next: async () => {
      const node = masterOf(redis, place);
      const server = await recognise(node, known);
      const from = server.runId === known?.runId ? cursor : firstCursor;
      known = server;
      const [[next, names]] = await Promise.all([
        node.scan(from, 'MATCH', pattern, 'COUNT', pageSize),
        // Fails on a master that is giving the partition away, which does not name what it gave already.
        node.call('exists', place),
      ]);
      cursor = next;
      isDone = next === firstCursor;
      return names;
    },
  };
}

/** A text of which a pattern finds nothing but itself. */
export function escapeGlob(text: string): string {
  return text.replaceAll(/[\\*?[\]]/g, '\\$&');
}

interface Server {
  readonly connection: Redis['stream'] | null;
  readonly runId: string;
}

/** A cursor means nothing to another server, nor to one that was started again. On one connection it is the same. */
async function recognise(node: Redis, known: Server | undefined): Promise<Server> {
  const connection = node.stream ?? null;
  if (connection !== null && connection === known?.connection) return known;
  const runId = /^run_id:(\w+)/m.exec(await node.info('server'))?.[1] ?? '';
  return { connection: node.stream ?? null, runId };
}
