import { inject } from 'vitest';
import { type Namespace, openCluster, openDatabase, openFolder } from './namespaces.ts';
import { type Exit, type RunningProduct, type Settings, startProduct } from './product.ts';

/** One way to run the product. */
export interface Preset {
  readonly name: string;
  /** One process does everything, or two gateways and an aggregator share the work. */
  readonly roles: readonly Role[];
  open(): Promise<Namespace>;
}

type Role = 'all' | 'gateway' | 'aggregator';

/** The product, running in one or several processes. */
export interface Stack extends AsyncDisposable {
  /** Where requests go: two gateways, or the only process twice. */
  readonly urls: () => readonly [string, string];
  readonly processes: () => readonly RunningProduct[];
  readonly settings: Settings;
  /** Ends every process in order, and tells how they ended. */
  stop(): Promise<readonly Exit[]>;
  /** Starts them again on the same data. */
  start(): Promise<void>;
}

export const adminEmail = 'grace@example.com';
export const password = 'seven purple kettles sing';

/** A Redis Cluster, which acknowledges what a replica has. */
const confirmed: Settings = { REDIS_MODE: 'cluster', REDIS_WAIT_REPLICAS: '1' };

/** Every way to run the product, on the servers of this run. */
export function presets(): readonly Preset[] {
  const elasticsearchUrl = inject('elasticsearchUrl');
  const split: readonly Role[] = ['gateway', 'gateway', 'aggregator'];
  return [
    { name: 'embedded', roles: ['all'], open: openFolder },
    { name: 'PostgreSQL', roles: ['all'], open: () => openDatabase({ databaseUrl: inject('databaseUrl') }) },
    {
      name: 'Redis and Elasticsearch',
      roles: ['all'],
      open: () => openCluster({ redisUrl: inject('redisUrl'), elasticsearchUrl }),
    },
    {
      name: 'three processes on a Redis Cluster',
      roles: split,
      open: () => openCluster({ redisUrl: inject('redisClusterUrls'), elasticsearchUrl }, confirmed),
    },
  ];
}

/** Starts the product as a preset says, with settings on top. */
export async function startStack({ roles, open }: Preset, settings: Settings = {}): Promise<Stack> {
  const { settings: own, remove } = await open();
  const all = { ADMIN_EMAIL: adminEmail, ADMIN_PASSWORD: password, ...own, ...settings };
  let processes: readonly RunningProduct[] = [];
  const start = async () => {
    processes = await Promise.all(roles.map((ROLE) => startProduct({ ...all, ROLE })));
  };
  const end = async () => {
    await Promise.all(processes.map((one) => one[Symbol.asyncDispose]()));
    await remove();
  };
  try {
    await start();
  } catch (error) {
    await end();
    throw error;
  }
  return {
    settings: all,
    processes: () => processes,
    urls() {
      const [first, second = first] = processes.map(({ url }) => url);
      if (first === undefined || second === undefined) throw new Error('Nothing runs.');
      return roles.length === 1 ? [first, first] : [first, second];
    },
    stop: () => Promise.all(processes.map((one) => one.stop())),
    start,
    [Symbol.asyncDispose]: end,
  };
}
