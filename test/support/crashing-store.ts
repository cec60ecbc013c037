import type { MessageStore } from '../../src/ports/message-store.ts';
import { Crash } from './crashes.ts';

export interface CrashingOptions {
  /** The step that ends the process: each call is two, one before and one after what it does. */
  readonly at?: number;
  /** Waits for its turn before anything is done. */
  readonly turn?: () => Promise<unknown>;
}

/** The store of a process that ends at a step: from then on nothing works any more. */
export function crashingStore(
  store: MessageStore,
  { at = Number.POSITIVE_INFINITY, turn = async () => undefined }: CrashingOptions = {},
): MessageStore {
  let steps = 0;
  const step = () => {
    steps += 1;
    if (steps >= at) throw new Crash(`It ends at step ${at}.`);
  };
  const around =
    <Args extends readonly unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      await turn();
      step();
      const result = await work(...args);
      step();
      return result;
    };
  return {
    ...store,
    append: around(store.append),
    head: around(store.head),
    claimOf: around(store.claimOf),
    ownerOf: around(store.ownerOf),
    changeClaim: around(store.changeClaim),
  };
}
