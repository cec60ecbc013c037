import type { Redis } from 'ioredis';
import { type ClockReading, readClock } from '../../../ports/diagnosis.ts';

/** What one node tells about itself, by Redis' own names. */
export interface NodeFacts {
  readonly server: string;
  /** The fields of INFO. */
  readonly info: ReadonlyMap<string, string>;
  /** Null when the server refuses to tell. */
  readonly settings: ReadonlyMap<string, string> | null;
  /** The fields of CLUSTER INFO; null for a server that is no node of a Cluster. */
  readonly cluster: ReadonlyMap<string, string> | null;
  readonly clock: ClockReading;
}

/** The settings that are looked at, in one command. */
const settingNames = [
  'appendfsync',
  'min-replicas-to-write',
  'no-appendfsync-on-rewrite',
  'stream-node-max-bytes',
];

/** Asks one node for everything; rejects as the client does when it cannot be reached. */
export async function readNodeFacts(server: string, redis: Redis): Promise<NodeFacts> {
  const info = toFields(await redis.info());
  return {
    server,
    info,
    settings: await readSettings(redis),
    cluster: info.get('cluster_enabled') === '1' ? toFields(await redis.cluster('INFO')) : null,
    clock: await readTime(server, redis),
  };
}

async function readSettings(redis: Redis): Promise<ReadonlyMap<string, string> | null> {
  try {
    return toPairs(await redis.config('GET', ...settingNames));
  } catch (error) {
    // A managed service forbids CONFIG or renames it away, which is a finding and no failure.
    if (error instanceof Error && error.name === 'ReplyError') return null;
    throw error;
  }
}

async function readTime(server: string, redis: Redis): Promise<ClockReading> {
  const before = Date.now();
  const [seconds, microseconds] = await redis.time();
  const shown = Number(seconds) * 1_000 + Number(microseconds) / 1_000;
  return readClock(server, { shown, before, after: Date.now() });
}

/** The lines `name:value` of INFO and of CLUSTER INFO. */
function toFields(text: unknown): ReadonlyMap<string, string> {
  const lines = String(text).split(/\r?\n/);
  return new Map(
    lines.flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1)] as const];
    }),
  );
}

/** The reply of CONFIG GET: a flat list by RESP2, a map by RESP3. */
function toPairs(reply: unknown): ReadonlyMap<string, string> {
  if (!Array.isArray(reply)) {
    return new Map(Object.entries(Object(reply)).map(([name, value]) => [name, String(value)]));
  }
  const texts = reply.map(String);
  return new Map(texts.flatMap((name, index) => (index % 2 === 0 ? [[name, texts[index + 1] ?? '']] : [])));
}
