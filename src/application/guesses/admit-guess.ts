import { devicesOf, pairOf, wholeOf } from './counter-parts.ts';
import { type Counted, type Counting, isOver, type Limit } from './counting.ts';
import { createPauseAfter, type PausePolicy } from './pauses.ts';

/** A guess that may be made, and is counted. Neither method rejects. */
export interface AdmittedGuess {
  /** It was right: forgets what was counted against whoever made it. */
  prove(): Promise<void>;
  /** It was none after all. */
  takeBack(): Promise<void>;
}

/** The policy of guesses. Null for no limit. */
export interface GuessPolicy extends PausePolicy {
  readonly perSource: Limit | null;
  readonly perAccountAndSource: Limit | null;
  readonly perAccount: Limit | null;
}

/**
 * Decides which guesses may be made, in at most two steps of counting until pauses begin. A guess that is refused counts
 * nowhere, so that the counters tell the wrong ones that were made.
 * @throws DomainError TOO_MANY_REQUESTS, ACCOUNT_LOCKED
 * @throws Unavailable
 */
export interface GuessGate {
  admitStranger(account: string, source: string): Promise<AdmittedGuess>;
  /** Null for a device that is to be treated like a stranger. */
  admitKnown(account: string, device: string): Promise<AdmittedGuess | null>;
  admitSignedIn(account: string): Promise<AdmittedGuess>;
}

/** Pauses are measured by a counter even where there is no limit. */
const unlimited: Limit = { attempts: Number.POSITIVE_INFINITY, seconds: 86_400 };

export function createGuessGate(counting: Counting, policy: GuessPolicy): GuessGate {
  const { perSource, perAccount } = policy;
  const perPair = policy.perAccountAndSource ?? unlimited;
  const pauseAfter = createPauseAfter(counting, policy);

  return {
    async admitStranger(account, source) {
      const parts = pairOf(account, source);
      const [fromSource, pair] = await Promise.all([
        counting.countIf({ name: 'source', parts: ['source', source], limit: perSource }),
        counting.count({ name: 'account_and_source', parts, limit: perPair }),
      ]);
      const before = [...fromSource, pair];
      await counting.refuseIfOver(before);
      const pause = await pauseAfter(pair, before);
      // Only now, so that no source reaches this limit by itself.
      const whole = await counting.countIf({
        name: 'account',
        parts: wholeOf(account),
        limit: perAccount,
      });
      const counted = [...before, ...pause, ...whole];
      await counting.refuseIfOver(counted);
      return toAdmitted(counting, { forgotten: [pair, ...pause, ...whole], returned: fromSource });
    },
    async admitKnown(account, device) {
      const counted = await countDevice(account, device);
      if (!counted.some(isOver)) return admitDevice(counted);
      await counting.takeBack(counted);
      return null;
    },
    async admitSignedIn(account) {
      const counted = await countDevice(account, 'signed in');
      await counting.refuseIfOver(counted);
      return admitDevice(counted);
    },
  };

  /** The second counter bounds what the devices of an account may do, however many tokens somebody collected. */
  async function countDevice(account: string, device: string): Promise<readonly [Counted, ...Counted[]]> {
    const parts = ['account and device', account, device];
    const [own, all] = await Promise.all([
      counting.count({ name: 'device', parts, limit: perPair }),
      counting.countIf({ name: 'device', parts: devicesOf(account), limit: perAccount }),
    ]);
    return [own, ...all];
  }

  async function admitDevice(counted: readonly [Counted, ...Counted[]]): Promise<AdmittedGuess> {
    const pause = await pauseAfter(counted[0], counted);
    return toAdmitted(counting, { forgotten: [...counted, ...pause], returned: [] });
  }
}

/** @param guess what is forgotten when it was right, and where it is only taken back then */
function toAdmitted(
  counting: Counting,
  { forgotten, returned }: { readonly forgotten: readonly Counted[]; readonly returned: readonly Counted[] },
): AdmittedGuess {
  return {
    prove: async () => {
      await Promise.all([counting.forget(forgotten), counting.takeBack(returned)]);
    },
    takeBack: () => counting.takeBack([...forgotten, ...returned]),
  };
}
