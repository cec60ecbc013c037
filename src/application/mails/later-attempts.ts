import type { UserId } from '../../ports/message-store.ts';
import type { Delay } from '../environment.ts';

const firstPause = 30_000;
const longestPause = 30 * 60_000;
/** How often somebody is asked for who is not set aside. */
const longestSearch = 100;

/** Sees to it that users are tried again whose mail is not taken now: they are set aside meanwhile, and hold up nobody. */
export interface LaterAttempts {
  /** Asks for another attempt after a pause, which grows with every one. Does nothing while one is to come. */
  plan(userId: UserId): void;
  /** Nothing of the user is deferred any more. */
  succeeded(userId: UserId): void;
}

/** @param deps.ask asks for another attempt; answers whether the user is set aside. What it rejects with is a passing failure */
export function createLaterAttempts(deps: {
  readonly ask: (userId: UserId) => Promise<boolean>;
  readonly delay: Delay;
  readonly signal: AbortSignal;
}): LaterAttempts {
  const { delay, signal } = deps;
  const failures = new Map<UserId, number>();
  const planned = new Set<UserId>();

  /** Not set aside: not yet, or not any more, as another process had more luck. */
  const ask = (userId: UserId) => deps.ask(userId).catch(() => false);

  async function askLater(userId: UserId): Promise<void> {
    for (let asked = 0; asked < longestSearch; asked += 1) {
      await delay(pauseAfter(failures.get(userId) ?? 0), signal);
      if (signal.aborted || !failures.has(userId) || (await ask(userId))) break;
    }
    planned.delete(userId);
  }

  return {
    plan(userId) {
      failures.set(userId, (failures.get(userId) ?? -1) + 1);
      if (planned.has(userId)) return;
      planned.add(userId);
      void askLater(userId);
    },
    succeeded: (userId) => void failures.delete(userId),
  };
}

/** A little shorter by chance, so that those who were deferred together do not come back together. */
function pauseAfter(failures: number): number {
  return Math.min(firstPause * 2 ** failures, longestPause) * (1 - Math.random() / 4);
}
