import { provideServer } from './provide-server.ts';
import type { ServerName, ServerProvision } from './server-addresses.ts';

export interface SharedServers {
  /** Starts the server unless that has been done, and returns where it is. */
  address(name: ServerName): Promise<string>;
  stop(): Promise<void>;
}

const KEY = Symbol.for('gatehouse.test.shared-servers');

/**
 * The servers of this run. Vitest evaluates the global setup once a project, each time with modules of its
 * own, so what all projects share is kept with the process and not in a module.
 */
export function sharedServers(): SharedServers {
  const holder: typeof globalThis & { [KEY]?: SharedServers } = globalThis;
  holder[KEY] ??= createSharedServers();
  return holder[KEY];
}

function createSharedServers(): SharedServers {
  const provisions = new Map<ServerName, Promise<ServerProvision>>();
  return {
    address: async (name) => {
      const provision = provisions.get(name) ?? provideServer(name);
      provisions.set(name, provision);
      return (await provision).address;
    },
    stop: async () => {
      const started = await Promise.allSettled(provisions.values());
      provisions.clear();
      await Promise.all(
        started.map((start) => (start.status === 'fulfilled' ? start.value.stop() : undefined)),
      );
    },
  };
}
