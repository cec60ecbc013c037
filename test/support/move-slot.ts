import { setTimeout as delay } from 'node:timers/promises';
import type { RedisClusterNode } from './servers/redis-cluster-node.ts';

interface SlotMove {
  readonly slot: number;
  readonly from: RedisClusterNode;
  readonly to: RedisClusterNode;
}

const batch = 2;
const pause = 20;

/** Moves a slot from one master to another as redis-cli does it, a few keys at a time. */
export async function moveSlot(
  nodes: readonly RedisClusterNode[],
  { slot, from, to }: SlotMove,
): Promise<void> {
  const [source, target] = [await from.id(), await to.id()];
  await to.client.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', source);
  await from.client.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', target);
  for (;;) {
    const keys = await from.client.cluster('GETKEYSINSLOT', slot, batch);
    if (!Array.isArray(keys) || keys.length === 0) break;
    await from.client.call('MIGRATE', '127.0.0.1', to.port, '', 0, 5_000, 'KEYS', ...keys.map(String));
    await delay(pause);
  }
  // The new owner first, so that the slot is never without one.
  const others = nodes.filter((node) => node !== to);
  for (const { client, role } of [to, ...others]) {
    if ((await role()) === 'master') await client.call('CLUSTER', 'SETSLOT', slot, 'NODE', target);
  }
}
