import type { UserId } from '../../ports/message-store.ts';
import type { Delay } from '../environment.ts';

const firstPause = 30_000;
const longestPause = 30 * 60_000;

/** Sees to it that users are tried again whose mail is not taken now: they are set aside meanwhile, and hold up nobody. */
export interface LaterAttempts {
  /** Asks for another attempt after a pause, which grows with every one. Does nothing while one is to come. */
  plan(userId: UserId): void;
  /** Nothing of the user is deferred any more. */
  succeeded(userId: UserId): void;
}

/** @param deps.ask asks for another attempt; what it rejects with is taken for a passing failure */
export function createLaterAttempts(deps: {
  readonly ask: (userId: UserId) => Promise<unknown>;
  readonly delay: Delay;
  readonly signal: AbortSignal;
}): LaterAttempts {
  const { ask, delay, signal } = deps;
  const failures = new Map<UserId, number>();
  const planned = new Set<UserId>();

  async function askLater(userId: UserId): Promise<void> {
    for (let isAsked = false; !isAsked; ) {
      await delay(pauseAfter(failures.get(userId) ?? 0), signal);
      if (signal.aborted) return;
      isAsked = await ask(userId).then(
        () => true,
        () => false,
      );
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
