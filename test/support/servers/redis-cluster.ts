import { join } from 'node:path';
import { waitFor } from '../wait-for.ts';
import { findFreePort } from './free-port.ts';
import { type NodeAddress, type RedisClusterNode, startRedisNode } from './redis-cluster-node.ts';
import { claimFolder } from './temporary-folder.ts';

/** A Redis Cluster of a test's own: native processes, which it may kill and start again. */
export interface RedisCluster {
  /** The URLs of all nodes, with commas between them. */
  readonly url: string;
  /** Three masters first, and then a replica for each of them, in the same order. */
  readonly nodes: readonly RedisClusterNode[];
  /** Resolves once all nodes agree that all is well, and every replica is in step. */
  settled(): Promise<void>;
  /** Ends every node; the data go too. */
  stop(): Promise<void>;
}

const masterCount = 3;
const nodeCount = 2 * masterCount;
const slots = 16_384;

export async function startRedisCluster(): Promise<RedisCluster> {
  const folder = claimFolder(undefined);
  const addresses = await findAddresses(folder.path);
  const nodes = await Promise.all(addresses.map(startRedisNode));
  const stop = async () => {
    for (const { client } of nodes) client.disconnect();
    await Promise.all(nodes.map((node) => node.kill()));
    folder.remove();
  };
  try {
    await formCluster(nodes, addresses);
    await settle(nodes);
  } catch (error) {
    await stop();
    throw error;
  }
  const url = nodes.map(({ port }) => `redis://127.0.0.1:${port}`).join(',');
  return { url, nodes, settled: () => settle(nodes), stop };
}

async function findAddresses(folder: string): Promise<readonly NodeAddress[]> {
  const ports = new Set<number>();
  while (ports.size < 2 * nodeCount) ports.add(await findFreePort());
  const [...free] = ports;
  return Array.from({ length: nodeCount }, (_, i) => {
    const [port = 0, busPort = 0] = free.slice(2 * i, 2 * i + 2);
    return { port, busPort, dataDir: join(folder, String(port)) };
  });
}

async function formCluster(
  nodes: readonly RedisClusterNode[],
  addresses: readonly NodeAddress[],
): Promise<void> {
  const clients = nodes.map(({ client }) => client);
  // As redis-cli does it: with an epoch each, nobody has to find out first whose slots these are.
  await Promise.all(clients.map((client, i) => client.cluster('SET-CONFIG-EPOCH', i + 1)));
  await Promise.all(clients.slice(0, masterCount).map((client, i) => client.call('CLUSTER', ...shareOf(i))));
  for (const { port, busPort } of addresses.slice(1)) {
    await clients[0]?.call('CLUSTER', 'MEET', '127.0.0.1', port, busPort);
  }
  const ids = await Promise.all(nodes.map((node) => node.id()));
  await Promise.all(
    clients.slice(masterCount).map((client, i) =>
      // A node must have heard of its master first.
      waitFor(() => client.cluster('REPLICATE', ids[i] ?? '')),
    ),
  );
}

function shareOf(master: number): readonly [string, number, number] {
  const from = Math.floor((master * slots) / masterCount);
  const to = Math.floor(((master + 1) * slots) / masterCount) - 1;
  return ['ADDSLOTSRANGE', from, to];
}

async function settle(nodes: readonly RedisClusterNode[]): Promise<void> {
  await waitFor(() => Promise.all(nodes.map(assertSettled)), { timeout: 60_000 });
}

async function assertSettled({ client, port }: RedisClusterNode): Promise<void> {
  const cluster = String(await client.cluster('INFO'));
  const members = String(await client.cluster('NODES'));
  const replication = await client.info('replication');
  const replicas = members.match(/ (?:myself,)?slave .* connected/g) ?? [];
  const master = /role:master/.test(replication);
  const all =
    cluster.includes('cluster_state:ok') &&
    cluster.includes(`cluster_known_nodes:${nodeCount}`) &&
    replicas.length === masterCount &&
    !members.includes('fail');
  const inStep = master
    ? /slave0:.*state=online/.test(replication)
    : /master_link_status:up/.test(replication);
  if (!all || !inStep) throw new Error(`The cluster is not settled at port ${port}:\n${cluster}\n${members}`);
}
