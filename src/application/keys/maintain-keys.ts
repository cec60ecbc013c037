import type { AccessTokens } from '../../ports/access-tokens.ts';
import type { KeyRing, SealedKey, SigningAlgorithm } from '../../ports/key-ring.ts';
import type { Clock, Delay } from '../environment.ts';
import type { Log } from '../log.ts';
import type { KeyTimes } from './key-times.ts';
import { planKeys } from './plan-keys.ts';
import type { RotateKeys } from './rotate-keys.ts';

/** Told of the keys whenever they were read. */
export type ObserveKeys = (keys: readonly SealedKey[]) => void;

/**
 * Looks after the ring until the signal aborts, as every gateway does: learns which keys there are, adds one when it is time, and
 * removes those that nobody needs any more. What fails is told once, and tried again.
 */
export type MaintainKeys = (signal: AbortSignal, observe?: ObserveKeys) => Promise<void>;

interface Deps {
  readonly keyRing: Pick<KeyRing, 'list' | 'remove'>;
  readonly accessTokens: Pick<AccessTokens, 'prepare' | 'reload'>;
  readonly rotateKeys: Pick<RotateKeys, 'publishNext'>;
  readonly algorithm: SigningAlgorithm;
  readonly times: KeyTimes;
  readonly clock: Clock;
  readonly delay: Delay;
  readonly log: Log;
}

export function makeMaintainKeys(deps: Deps): MaintainKeys {
  return async (signal, observe = () => undefined) => {
    for (let failed = false; ; failed = await maintainOrTell(deps, observe, failed)) {
      await deps.delay(deps.times.reloading, signal);
      if (signal.aborted) return;
    }
  };
}

/** Answers whether it failed: what was read last serves on. */
async function maintainOrTell(deps: Deps, observe: ObserveKeys, failed: boolean): Promise<boolean> {
  const { log } = deps;
  try {
    observe(await maintain(deps));
    if (failed) log.info({}, 'The signing keys are looked after again');
    return false;
  } catch (error) {
    if (!failed) log.warn({ err: error }, 'The signing keys cannot be looked after now; trying again');
    return true;
  }
}

async function maintain(deps: Deps): Promise<readonly SealedKey[]> {
  const { keyRing, accessTokens, clock } = deps;
  // Also makes the first key, and what a ring needs to be read.
  await accessTokens.prepare();
  const keys = await keyRing.list();
  const { isRotationDue, over } = planKeys(keys, clock(), { ...deps.times, algorithm: deps.algorithm });
  if (isRotationDue) await rotate(deps);
  if (over.length > 0) {
    await keyRing.remove(over);
    deps.log.info({ keys: over }, 'Signing keys were removed whose tokens have all expired');
  }
  await accessTokens.reload();
  return isRotationDue || over.length > 0 ? keyRing.list() : keys;
}

async function rotate({ rotateKeys, algorithm, log }: Deps): Promise<void> {
  const { kind, key } = await rotateKeys.publishNext(algorithm);
  if (kind !== 'added') return;
  const { id, activeFrom } = key;
  log.info({ key: id, algorithm, signsFrom: new Date(activeFrom) }, 'A new signing key is published');
}
