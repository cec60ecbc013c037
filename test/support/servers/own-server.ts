import type { ServerProcess } from './server-process.ts';
import type { TemporaryFolder } from './temporary-folder.ts';

/**
 * A server of a test's own, that it may kill and start again. It is always a native process, also where the
 * shared servers are containers or given by the environment, because only then can a test `kill -9` it.
 */
export interface OwnServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Give it, with the port, to the next start to bring the same data back. */
  readonly dataDir: string;
  /** Ends the server in order. Its data go too, unless the caller brought the folder. */
  stop(): Promise<void>;
  /** Ends the server as a power cut would, `kill -9`, and leaves its data. */
  kill(): Promise<void>;
}

export interface OwnServerOptions {
  readonly port?: number;
  readonly dataDir?: string;
}

interface StartedServer {
  readonly url: string;
  readonly port: number;
  readonly server: ServerProcess;
  readonly folder: TemporaryFolder;
  readonly stopSignal?: NodeJS.Signals;
}

export function ownServer({ url, port, server, folder, stopSignal }: StartedServer): OwnServer {
  return {
    url,
    port,
    pid: server.pid,
    dataDir: folder.path,
    stop: async () => {
      await server.stop(stopSignal);
      folder.remove();
    },
    kill: () => server.kill(),
  };
}
