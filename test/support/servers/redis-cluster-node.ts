import { mkdirSync } from 'node:fs';
import { Redis } from 'ioredis';
import type { OwnServer } from './own-server.ts';
import { startRedis } from './redis.ts';

/** One of the servers of a cluster. It keeps its port and its data when it is started again. */
export interface RedisClusterNode {
  readonly port: number;
  readonly pid: number;
  /** A client of this node alone, which follows no redirection. */
  readonly client: Redis;
  /** What the node takes itself for. */
  role(): Promise<'master' | 'replica'>;
  /** Its name in the cluster. */
  id(): Promise<string>;
  /** Ends it as a power cut would, `kill -9`, and leaves its data. */
  kill(): Promise<void>;
  /** Starts it again on its data. */
  restart(): Promise<void>;
  /** Lets it stand still, `SIGSTOP`, until `thaw`. */
  freeze(): void;
  thaw(): void;
}

export interface NodeAddress {
  readonly port: number;
  /** Where the nodes talk to each other. */
  readonly busPort: number;
  readonly dataDir: string;
}

// Failovers are quick, and a replica is in step as soon as it asks.
const clusterSettings = {
  'cluster-enabled': 'yes',
  'cluster-node-timeout': '1000',
  'repl-diskless-sync-delay': '0',
};

export async function startRedisNode({ port, busPort, dataDir }: NodeAddress): Promise<RedisClusterNode> {
  mkdirSync(dataDir, { recursive: true });
  const conf = { ...clusterSettings, 'cluster-port': String(busPort) };
  const start = () => startRedis({ port, dataDir, conf });
  let server: OwnServer | null = await start();
  const running = (): OwnServer => {
    if (server === null) throw new Error(`The node at port ${port} does not run.`);
    return server;
  };
  const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => 50 });
  // Who calls is told of every failure; without a listener ioredis prints it as well.
  client.on('error', () => undefined);
  return {
    port,
    get pid() {
      return running().pid;
    },
    client,
    role: async () => ((await client.info('replication')).includes('role:master') ? 'master' : 'replica'),
    id: () => client.cluster('MYID'),
    kill: async () => {
      const killed = server;
      server = null;
      await killed?.kill();
    },
    restart: async () => {
      server = await start();
    },
    freeze: () => void process.kill(running().pid, 'SIGSTOP'),
    thaw: () => void process.kill(running().pid, 'SIGCONT'),
  };
}
