import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port that nobody listens on, below the range from which the kernel takes the ports of outgoing
 * connections: a client that keeps knocking on a dead server's port from that range can end up connected to
 * itself, and the server could not come back.
 */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(15_000, 32_000);
    if (await isFree(port)) return port;
  }
  throw new Error('Free a port between 15000 and 32000: no free one was found in a hundred tries.');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    // Somebody listens there: that is the answer.
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
