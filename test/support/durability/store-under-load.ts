import type { MessageStore } from '../../../src/ports/message-store.ts';
import { type Acknowledged, appendUntilItEnds } from './load.ts';
import { writers } from './settings.ts';

/** A store that is appended to, until it is killed. */
export interface StoreUnderLoad {
  /** What was acknowledged so far. */
  readonly acknowledged: readonly Acknowledged[];
  /** `kill -9`, and then the end of the load. */
  kill(): Promise<void>;
}

export interface StartOptions {
  /** Where the data lie, as `newFolder` made it. */
  readonly folder: string;
  /** What a server is started under, such as a tracer. */
  readonly under?: readonly string[];
}

/** A store with its settings, which can be started on any folder. */
export interface DurableStore {
  readonly name: string;
  /** Makes a folder for a new store, and removes it after the test. */
  newFolder(): Promise<string>;
  /** The part of the folder in which the server itself keeps its files. */
  filesIn(folder: string): string;
  /** Which user the server runs as where the tests run as root. */
  readonly user?: 'postgres';
  start(options: StartOptions): Promise<StoreUnderLoad>;
  /** Opens what lies in a folder, and closes it after the test. */
  open(folder: string): Promise<MessageStore>;
}

/** Appends to the store of a server from this process, until the server is killed. */
export function putUnderLoad(store: MessageStore, killServer: () => Promise<void>): StoreUnderLoad {
  const acknowledged: Acknowledged[] = [];
  const work = Promise.all(
    Array.from({ length: writers }, () => appendUntilItEnds(store, (one) => acknowledged.push(one))),
  );
  return {
    acknowledged,
    async kill() {
      await killServer();
      await work;
    },
  };
}
